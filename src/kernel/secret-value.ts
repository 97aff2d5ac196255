/** What a secret manager holds under a path, and the value that is taken of it. */
import { readObject } from './json-object.ts';
import { failure, success, type Result } from './result.ts';

/** A text, which may be JSON, or members by name. */
export type Secret = string | Readonly<Record<string, unknown>>;

/** The whole text where `key` is null; else that member, as text. */
export function valueIn(secret: Secret, key: string | null): Result<string> {
  if (key === null) return typeof secret === 'string' ? success(secret) : whole(secret);
  const members = typeof secret === 'string' ? readObject(secret) : secret;
  if (members === null) return failure(`The secret is no JSON object, so it has no key "${key}".`);
  const value = Object.hasOwn(members, key) ? members[key] : undefined;
  if (value === undefined || value === null) return failure(`The secret has no key "${key}".`);
  return success(asText(value));
}

/** The same as a setting takes it: with `json`, what the text says. */
export function settingIn(
  secret: Secret,
  { key, format }: { key: string | null; format: 'string' | 'json' },
): Result<unknown> {
  const text = valueIn(secret, key);
  if (!text.ok || format === 'string') return text;
  try {
    return success(JSON.parse(text.value) as unknown);
  } catch {
    return failure('The value is no JSON, which value_format says it is.');
  }
}

/** Of several members nobody can say which one is meant; a single one is. */
function whole(members: Readonly<Record<string, unknown>>): Result<string> {
  const [only, ...others] = Object.values(members);
  return success(others.length > 0 || only === undefined ? JSON.stringify(members) : asText(only));
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
