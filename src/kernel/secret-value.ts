/** What a secret manager holds under a path, and the value that a reference takes of it. */
import { failure, success, type Result } from './result.ts';

/** A text, which may be JSON, or members by name. */
export type Secret = string | Readonly<Record<string, unknown>>;

/** The whole text where `key` is null; else that member, as text. */
export function valueIn(secret: Secret, key: string | null): Result<string> {
  if (key === null) return typeof secret === 'string' ? success(secret) : whole(secret);
  const members = typeof secret === 'string' ? membersOf(secret) : secret;
  if (members === null) return failure(`The secret is no JSON object, so it has no key "${key}".`);
  const value = Object.hasOwn(members, key) ? members[key] : undefined;
  if (value === undefined || value === null) return failure(`The secret has no key "${key}".`);
  return success(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Of several members nobody can say which one is meant; a single one is. */
function whole(members: Readonly<Record<string, unknown>>): Result<string> {
  const [only, ...others] = Object.values(members);
  if (others.length > 0 || only === undefined) return success(JSON.stringify(members));
  return success(typeof only === 'string' ? only : JSON.stringify(only));
}

function membersOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
