/** Looking into parsed JSON of unknown shape. */

export type JsonObject = Record<string, unknown>;

/** An object, and neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
