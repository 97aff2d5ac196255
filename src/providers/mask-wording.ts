/** Takes out of an upstream's wording what its reader must not learn: credentials and the account behind the gateway. */
import { CREDENTIALS_IN_WORDING } from '../kernel/secrets/key-shapes.ts';

/** Each is linear in the text, as the credentials are. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  ...CREDENTIALS_IN_WORDING,
  [/(?<![\w.+-])[\w.+-]+@[\w.-]+\.gserviceaccount\.com/g, '[service-account]'],
  [/\bprojects\/[^/\s'"`:,;)\]}]+/g, 'projects/[project]'],
  [/\b(project(?:[ _-]?(?:id|number))?\W{1,4})\d{6,}/gi, '$1[project]'],
];

/** `names` are masked wherever they stand, longest first: the project's id, say. */
export function maskWording(text: string, names: readonly string[] = []): string {
  let masked = text;
  for (const [pattern, replacement] of SECRETS) masked = masked.replaceAll(pattern, replacement);
  for (const name of names.toSorted((a, b) => b.length - a.length)) {
    // A short name would mask half the sentence.
    if (name.length >= 4) masked = masked.replaceAll(name, '[project]');
  }
  return masked;
}
