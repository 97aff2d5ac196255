/** Which JSON Schemas OpenAI enforces. Source: OpenAI's page on structured outputs, supported schemas. */
import { isObject, type JsonObject } from '../../json/object.ts';

const REFUSED = ['oneOf', 'allOf', 'not', 'if', 'patternProperties', 'dependentRequired'] as const;

/** Every object closed, with all of its members required. */
export function isStrictSchema(schema: JsonObject): boolean {
  if (REFUSED.some((key) => key in schema)) return false;
  if (!isClosed(schema)) return false;
  return innerSchemas(schema).every(isStrictSchema);
}

function isClosed(schema: JsonObject): boolean {
  const { properties } = schema;
  if (schema['type'] !== 'object' && !isObject(properties)) return true;
  if (schema['additionalProperties'] !== false) return false;
  const required = Array.isArray(schema['required']) ? new Set<unknown>(schema['required']) : new Set();
  return Object.keys(isObject(properties) ? properties : {}).every((name) => required.has(name));
}

function innerSchemas(schema: JsonObject): JsonObject[] {
  const maps = [schema['properties'], schema['$defs'], schema['definitions']].filter(isObject);
  const lists = Array.isArray(schema['anyOf']) ? (schema['anyOf'] as unknown[]) : [];
  return [...maps.flatMap((map): unknown[] => Object.values(map)), ...lists, schema['items']].filter(isObject);
}
