/** Gemini's subset of OpenAPI schemas and JSON Schema, each from the other. Source: Gemini API reference, `Schema`. */
import { isObject, type JsonObject } from '../../json/object.ts';

/** The counts that proto-JSON writes as strings. */
const COUNTS = new Set(['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties']);

/** Types in lower case, `nullable` as a type, counts as numbers. */
export function jsonSchemaOf(schema: JsonObject): JsonObject {
  const written: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'nullable' || key === 'propertyOrdering' || key === 'property_ordering') continue;
    if (key === 'type' && typeof value === 'string') written[key] = value.toLowerCase();
    else if (COUNTS.has(key)) written[key] = Number(value);
    else written[key] = deep(value, key, jsonSchemaOf);
  }
  const { type } = written;
  if (schema['nullable'] === true && typeof type === 'string') written['type'] = [type, 'null'];
  return written;
}

/** Applies `convert` to the schemas inside one member of a schema. */
function deep(value: unknown, key: string, convert: (schema: JsonObject) => JsonObject): unknown {
  if (key === 'properties' && isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, isObject(inner) ? convert(inner) : inner]),
    );
  }
  if (key === 'items' && isObject(value)) return convert(value);
  if (key === 'anyOf' && Array.isArray(value)) {
    return value.map((inner: unknown) => (isObject(inner) ? convert(inner) : inner));
  }
  return value;
}

const ALLOWED = new Set([
  'type',
  'format',
  'title',
  'description',
  'nullable',
  'default',
  'enum',
  'items',
  'maxItems',
  'minItems',
  'properties',
  'required',
  'minProperties',
  'maxProperties',
  'minLength',
  'maxLength',
  'pattern',
  'example',
  'anyOf',
  'minimum',
  'maximum',
]);

const STRING_FORMATS = new Set(['date-time', 'enum']);
const MAX_DEPTH = 100;

/** For models before 2.0, which know the subset only. References are inlined; one without end becomes a plain object. */
export function subsetOf(schema: JsonObject): JsonObject {
  return shrink(schema, { root: schema, depth: 0 });
}

interface Place {
  root: JsonObject;
  depth: number;
}

function shrink(schema: JsonObject, { root, depth }: Place): JsonObject {
  if (depth > MAX_DEPTH) return { type: 'object' };
  const place = { root, depth: depth + 1 };
  const reference = schema['$ref'];
  if (typeof reference === 'string') return shrink(resolve(reference, root), place);
  const plain = withoutTypeLists(withoutAliases(schema));
  // Gemini refuses what stands beside `anyOf`.
  if (Array.isArray(plain['anyOf'])) {
    return { anyOf: plain['anyOf'].filter(isObject).map((branch) => shrink(branch, place)) };
  }
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(plain)) {
    if (!ALLOWED.has(key)) continue;
    if (key === 'format' && plain['type'] === 'string' && !STRING_FORMATS.has(String(value))) continue;
    kept[key] = deep(value, key, (inner) => shrink(inner, place));
  }
  return kept;
}

/** `#/$defs/Name` and its like; anything else is no place in this schema. */
function resolve(reference: string, root: JsonObject): JsonObject {
  if (!reference.startsWith('#/')) return { type: 'object' };
  let found: unknown = root;
  for (const key of reference.slice(2).split('/')) {
    found = isObject(found) ? found[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return isObject(found) ? found : { type: 'object' };
}

/** `const`, `oneOf` and enums of numbers, as the subset says them. */
function withoutAliases(schema: JsonObject): JsonObject {
  const plain = { ...schema };
  if ('const' in plain) plain['enum'] = [plain['const']];
  if (Array.isArray(plain['oneOf'])) plain['anyOf'] = plain['oneOf'];
  if (Array.isArray(plain['enum']) && plain['enum'].some((value) => typeof value !== 'string')) {
    plain['enum'] = plain['enum'].map(String);
    plain['type'] = 'string';
  }
  return plain;
}

/** `["string", "null"]` is a nullable string; several others are alternatives. */
function withoutTypeLists(schema: JsonObject): JsonObject {
  const { type, ...others } = schema;
  if (!Array.isArray(type)) return schema;
  const names = type.filter((name) => name !== 'null');
  const nullable = names.length < type.length ? { nullable: true } : {};
  if (names.length === 1) return { ...others, type: names[0] as unknown, ...nullable };
  return { anyOf: names.map((name: unknown) => ({ ...others, type: name, ...nullable })) };
}
