/**
 * A resource as a directory writes it, brought into the schema's own form: names in any case, flags as text, single values in
 * the place of lists, extensions by their whole name. What the schema does not know is left out.
 */
import { ScimError } from './scim-error.ts';
import {
  COMMON_ATTRIBUTES,
  ENTERPRISE_ATTRIBUTES,
  ENTERPRISE_SCHEMA,
  GROUP_ATTRIBUTES,
  USER_ATTRIBUTES,
  type Attribute,
} from './schema.data.ts';

export type Resource = Record<string, unknown>;

export interface ResourceSchema {
  attributes: readonly Attribute[];
  extensions: Readonly<Record<string, readonly Attribute[]>>;
}

export const USER: ResourceSchema = {
  attributes: [...COMMON_ATTRIBUTES, ...USER_ATTRIBUTES],
  extensions: { [ENTERPRISE_SCHEMA]: ENTERPRISE_ATTRIBUTES },
};

export const GROUP: ResourceSchema = { attributes: [...COMMON_ATTRIBUTES, ...GROUP_ATTRIBUTES], extensions: {} };

export const isObject = (value: unknown): value is Resource =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const attributeOf = (attributes: readonly Attribute[], name: string): Attribute | undefined =>
  attributes.find((attribute) => attribute.name.toLowerCase() === name.toLowerCase());

/** Throws ScimError invalidValue. What is null, or read only, is left out. */
export function toResource(schema: ResourceSchema, given: Resource): Resource {
  const resource = readObject(schema.attributes, given);
  for (const [urn, attributes] of Object.entries(schema.extensions)) {
    const key = Object.keys(given).find((name) => name.toLowerCase() === urn.toLowerCase());
    const value = key === undefined ? undefined : given[key];
    if (isObject(value)) resource[urn] = readObject(attributes, value);
  }
  return resource;
}

function readObject(attributes: readonly Attribute[], given: Resource): Resource {
  const read: Resource = {};
  for (const [name, value] of Object.entries(given)) {
    const attribute = attributeOf(attributes, name);
    if (attribute === undefined || attribute.mutability === 'readOnly' || value === null) continue;
    read[attribute.name] = readValue(attribute, value);
  }
  return read;
}

/** One attribute's value in its own type. Throws ScimError invalidValue. */
export function readValue(attribute: Attribute, value: unknown): unknown {
  if (attribute.multiValued !== true) return readSingle(attribute, value);
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  return list.map((one) => readSingle(attribute, one));
}

export function readSingle(attribute: Attribute, value: unknown): unknown {
  switch (attribute.type) {
    case 'boolean':
      return readFlag(attribute.name, value);
    case 'complex': {
      // Some write `manager: "id"`, and some members as bare ids.
      const object = isObject(value) ? value : { value };
      return readObject(attribute.subAttributes ?? [], object);
    }
    case 'string':
    case 'reference':
      if (typeof value === 'string') return value.slice(0, MAX_TEXT);
      if (typeof value === 'number' || typeof value === 'boolean') return String(value);
      throw new ScimError(400, 'invalidValue', `${attribute.name}: expected text`);
  }
}

const MAX_TEXT = 2000;

/** Entra writes "True" and "False". */
function readFlag(name: string, value: unknown): boolean {
  const text = typeof value === 'string' ? value.toLowerCase() : value;
  if (text === true || text === 'true') return true;
  if (text === false || text === 'false') return false;
  throw new ScimError(400, 'invalidValue', `${name}: expected true or false`);
}
