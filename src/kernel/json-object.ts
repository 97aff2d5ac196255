/** Small JSON texts of others, of which only the members matter. */

/** null where it is no JSON, or no object. */
export function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** {} in its place: a member that is looked for is not there then. */
export const objectIn = (text: string): Record<string, unknown> => readObject(text) ?? {};
