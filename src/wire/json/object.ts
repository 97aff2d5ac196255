/** Looking into parsed JSON of unknown shape. */

export type JsonObject = Record<string, unknown>;

/** An object, and neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list, each with its index; none where it is no list. */
export function objectsAt(list: unknown): [number, JsonObject][] {
  if (!Array.isArray(list)) return [];
  return Array.from(list.entries()).filter((entry): entry is [number, JsonObject] => isObject(entry[1]));
}
