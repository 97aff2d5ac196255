/** JSON Schemas as Claude takes them. Source: Anthropic's pages on structured output and tool use. */
import { isObject, type JsonObject } from '../../json/object.ts';

/** What a top level may not be: the input of a tool is one object. */
const COMBINATIONS = ['anyOf', 'oneOf', 'allOf'] as const;

/** A tool's schema: of type object at its top. */
export function toolSchema(schema: JsonObject): JsonObject {
  const isPlain = schema['type'] === 'object' && COMBINATIONS.every((key) => !(key in schema));
  if (isPlain) return schema;
  const { anyOf, oneOf, allOf, ...others } = schema;
  const branches = [anyOf, oneOf, allOf].flatMap((list) => (Array.isArray(list) ? list.filter(isObject) : []));
  const properties = [others, ...branches].map((branch) =>
    isObject(branch['properties']) ? branch['properties'] : {},
  );
  return { ...others, type: 'object', properties: Object.assign({}, ...properties) as JsonObject };
}

/** Keywords that structured output refuses; what they say goes into the description, for the model to read. */
const UNENFORCED = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
]);

const FORMATS = new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid']);

/** A schema of structured output: closed objects, and only the keywords that the API enforces. */
export function outputSchema(schema: JsonObject): JsonObject {
  const kept: JsonObject = {};
  const told: string[] = [];
  for (const [key, value] of Object.entries(schema)) {
    const isUnknownFormat = key === 'format' && !(typeof value === 'string' && FORMATS.has(value));
    if (UNENFORCED.has(key) || isUnknownFormat) told.push(`${key}: ${JSON.stringify(value)}`);
    else kept[key] = nested(key, value);
  }
  if (kept['type'] === 'object' || isObject(kept['properties'])) kept['additionalProperties'] = false;
  if (told.length > 0) {
    const description = typeof kept['description'] === 'string' ? `${kept['description']} ` : '';
    kept['description'] = `${description}(${told.join(', ')})`;
  }
  return kept;
}

const SCHEMA_MAPS = new Set(['properties', '$defs', 'definitions']);
const SCHEMA_LISTS = new Set(['anyOf', 'oneOf', 'allOf']);

function nested(key: string, value: unknown): unknown {
  if (SCHEMA_MAPS.has(key) && isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, isObject(inner) ? outputSchema(inner) : inner]),
    );
  }
  if (SCHEMA_LISTS.has(key) && Array.isArray(value)) {
    return value.map((inner: unknown) => (isObject(inner) ? outputSchema(inner) : inner));
  }
  return key === 'items' && isObject(value) ? outputSchema(value) : value;
}
