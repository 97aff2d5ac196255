/** Changes of a resource (RFC 7644 §3.5.2), as Okta and Entra really send them. */
import { parseFilter, pathOf } from './filter.ts';
import { attributeOf, isObject, readSingle, readValue, type Resource, type ResourceSchema } from './resource.ts';
import type { Attribute } from './schema.data.ts';
import { ScimError } from './scim-error.ts';

type Kind = 'add' | 'replace' | 'remove';

interface Operation {
  kind: Kind;
  path: string | null;
  value: unknown;
}

const MAX_OPERATIONS = 1000;

/** Returns the changed resource; the given one stays. Throws ScimError. */
export function patch(schema: ResourceSchema, resource: Resource, body: Resource): Resource {
  const changed = structuredClone(resource);
  for (const operation of operationsOf(body)) apply(schema, changed, operation);
  return changed;
}

/** `Operations`, and the operation's name, in any case: Entra writes "Add". */
function operationsOf(body: Resource): Operation[] {
  const key = Object.keys(body).find((name) => name.toLowerCase() === 'operations');
  const list: unknown = key === undefined ? undefined : body[key];
  if (!Array.isArray(list) || list.length > MAX_OPERATIONS)
    throw new ScimError(400, 'invalidSyntax', 'Operations: expected a list.');
  return (list as unknown[]).map((given) => {
    if (!isObject(given)) throw new ScimError(400, 'invalidSyntax', 'Operations: expected objects.');
    const kind = String(given['op']).toLowerCase();
    if (kind !== 'add' && kind !== 'replace' && kind !== 'remove') {
      throw new ScimError(400, 'invalidSyntax', `op: "${kind.slice(0, 50)}" is none.`);
    }
    const path = given['path'];
    return { kind, path: typeof path === 'string' && path !== '' ? path : null, value: given['value'] };
  });
}

function apply(schema: ResourceSchema, resource: Resource, { kind, path, value }: Operation): void {
  if (path !== null) return applyAt(schema, resource, { kind, path, value });
  if (kind === 'remove') throw new ScimError(400, 'noTarget', 'remove: takes a path.');
  if (!isObject(value)) throw new ScimError(400, 'invalidValue', 'value: expected an object where there is no path.');
  for (const [name, inner] of Object.entries(value)) {
    const urn = Object.keys(schema.extensions).find((known) => known.toLowerCase() === name.toLowerCase());
    if (urn !== undefined && isObject(inner)) {
      for (const [member, one] of Object.entries(inner))
        applyAt(schema, resource, { kind, path: `${urn}:${member}`, value: one });
    } else if (isKnown(schema, name)) applyAt(schema, resource, { kind, path: name, value: inner });
  }
}

/** What a directory says beside the schema, as `id` and `schemas`, is no mistake of it. */
function isKnown(schema: ResourceSchema, name: string): boolean {
  const [first = ''] = pathOf(name.replace(/\[.*$/, ''));
  return first.toLowerCase().startsWith('urn:') || attributeOf(schema.attributes, first) !== undefined;
}

/** A path that is the name of an extension means all of it. */
function applyToExtension(
  schema: ResourceSchema,
  resource: Resource,
  { kind, path: urn, value }: Operation & { path: string },
): void {
  if (kind === 'remove' || value === null) return void delete resource[urn];
  if (!isObject(value)) throw new ScimError(400, 'invalidValue', `${urn}: expected an object.`);
  if (kind === 'replace') delete resource[urn];
  for (const [member, one] of Object.entries(value)) {
    if (attributeOf(schema.extensions[urn] ?? [], member) === undefined) continue;
    applyAt(schema, resource, { kind, path: `${urn}:${member}`, value: one });
  }
}

interface Target {
  holder: Resource;
  attribute: Attribute;
  filter: string | null;
  /** Of the attribute; null = all of it. */
  member: Attribute | null;
}

function applyAt(schema: ResourceSchema, resource: Resource, operation: Operation & { path: string }): void {
  const whole = Object.keys(schema.extensions).find((urn) => urn.toLowerCase() === operation.path.toLowerCase());
  if (whole !== undefined) return applyToExtension(schema, resource, { ...operation, path: whole });
  const target = findTarget(schema, resource, operation.path);
  const { holder, attribute, filter, member } = target;
  if (attribute.mutability === 'readOnly') throw new ScimError(400, 'mutability', `${attribute.name}: is read only.`);
  if (filter !== null) return applyToSome(target, filter, operation);
  if (member !== null) return applyToMember(holder, attribute, { ...operation, member });
  applyWhole(holder, attribute, operation);
}

/** `attr`, `attr.sub`, `attr[filter]`, `attr[filter].sub`, each with or without the name of a schema before it. */
const PATH = /^([^[]+)(?:\[(.*)\])?(?:\.([\w$]+))?$/;

function findTarget(schema: ResourceSchema, resource: Resource, path: string): Target {
  const [, before = '', filter = null, after = ''] = PATH.exec(path) ?? [];
  const steps = pathOf(before);
  const extension = extensionNamed(schema, steps);
  const [first = '', second] = extension === null ? steps : steps.slice(1);
  const attributes = extension === null ? schema.attributes : (schema.extensions[extension] ?? []);
  const attribute = attributeOf(attributes, first) ?? noAttribute(path);
  const holder = extension === null ? resource : extensionOf(resource, extension);
  return { holder, attribute, filter, member: memberOf(attribute, after === '' ? second : after, path) };
}

function memberOf({ subAttributes = [] }: Attribute, name: string | undefined, path: string): Attribute | null {
  return name === undefined ? null : (attributeOf(subAttributes, name) ?? noAttribute(path));
}

/** null = the path is of the core schema. */
function extensionNamed({ extensions }: ResourceSchema, [first = '']: readonly string[]): string | null {
  if (!first.toLowerCase().startsWith('urn:')) return null;
  return Object.keys(extensions).find((name) => name.toLowerCase() === first.toLowerCase()) ?? noAttribute(first);
}

function noAttribute(path: string): never {
  throw new ScimError(400, 'invalidPath', `${path.slice(0, 200)}: there is no such attribute.`);
}

function extensionOf(resource: Resource, urn: string): Resource {
  const known = resource[urn];
  if (isObject(known)) return known;
  const fresh: Resource = {};
  resource[urn] = fresh;
  return fresh;
}

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value];

function applyWhole(holder: Resource, attribute: Attribute, { kind, value }: Operation): void {
  const { name } = attribute;
  const isNothing = value === null || value === undefined;
  if (kind === 'remove') return removeWhole(holder, attribute, isNothing ? null : value);
  if (isNothing) return void delete holder[name];
  const read = readValue(attribute, value);
  const known = holder[name];
  if (attribute.multiValued === true && kind === 'add') holder[name] = joined(listOf(known), listOf(read));
  else holder[name] = isObject(known) && isObject(read) ? { ...known, ...read } : read;
}

/** Entra names the members that it takes out in `value`. */
function removeWhole(holder: Resource, attribute: Attribute, value: unknown): void {
  const { name, multiValued } = attribute;
  if (value === null || multiValued !== true) return void delete holder[name];
  const gone = listOf(readValue(attribute, value));
  holder[name] = listOf(holder[name]).filter((one) => !gone.some((out) => isSameValue(one, out)));
}

/** A value that is there already is not added again; there is one primary value. */
function joined(before: readonly unknown[], added: readonly unknown[]): unknown[] {
  const fresh = added.filter((one) => !before.some((known) => isSameValue(known, one)));
  return [...(hasPrimary(fresh) ? before.map(withoutPrimary) : before), ...fresh];
}

function applyToMember(
  holder: Resource,
  attribute: Attribute,
  { kind, member, value }: Operation & { member: Attribute },
): void {
  const targets =
    attribute.multiValued === true
      ? listOf(holder[attribute.name]).filter(isObject)
      : [objectAt(holder, attribute.name)];
  for (const target of targets) setMember(target, member, { kind, value });
}

function objectAt(holder: Resource, name: string): Resource {
  const known = holder[name];
  if (isObject(known)) return known;
  const fresh: Resource = {};
  holder[name] = fresh;
  return fresh;
}

function setMember(target: Resource, member: Attribute, { kind, value }: Pick<Operation, 'kind' | 'value'>): void {
  if (kind === 'remove' || value === null || value === undefined) delete target[member.name];
  else target[member.name] = readValue(member, value);
}

/** `emails[type eq "work"].value`: where none fits, a value that does is added, as Entra expects. */
function applyToSome({ holder, attribute, member }: Target, filter: string, { kind, value }: Operation): void {
  const fits = parseFilter(filter);
  const list = listOf(holder[attribute.name]).filter(isObject);
  const found = list.filter((one) => fits(one));
  if (kind === 'remove' && member === null) {
    holder[attribute.name] = list.filter((one) => !fits(one));
    return;
  }
  if (found.length === 0) {
    if (kind === 'remove') return;
    const made = fromFilter(attribute, filter);
    list.push(made);
    found.push(made);
  }
  for (const one of found) {
    if (member === null) Object.assign(one, readSingle(attribute, value));
    else setMember(one, member, { kind, value });
  }
  holder[attribute.name] = list;
}

/** Of `type eq "work"`: `{type: "work"}`. Throws ScimError noTarget where the filter does not say what to make. */
function fromFilter(attribute: Attribute, filter: string): Resource {
  const made: Resource = {};
  for (const part of filter.split(/\s+and\s+/i)) {
    const [, name = '', text = ''] = /^\s*(\w+)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false)\s*$/i.exec(part) ?? [];
    const known = attributeOf(attribute.subAttributes ?? [], name);
    if (known === undefined) throw new ScimError(400, 'noTarget', 'No value fits the filter of the path.');
    made[known.name] = readValue(known, JSON.parse(text.startsWith('"') ? text : text.toLowerCase()));
  }
  return made;
}

function isSameValue(a: unknown, b: unknown): boolean {
  if (isObject(a) && isObject(b) && a['value'] !== undefined) return a['value'] === b['value'];
  return JSON.stringify(a) === JSON.stringify(b);
}

const hasPrimary = (list: readonly unknown[]): boolean => list.some((one) => isObject(one) && one['primary'] === true);
const withoutPrimary = (one: unknown): unknown =>
  isObject(one) && one['primary'] === true ? { ...one, primary: false } : one;
