/** Variables that name request headers: HEADERS_TO_METADATA (contract#metadata) and ORGANISATION_HEADERS_TO_MASK. */
import { UsageError } from './usage-error.ts';

/** Metadata are in the log and group budgets: no credential may be among them. Providers, clouds and proxies call theirs so. */
const CREDENTIALS =
  /authorization|cookie|(?:api|access|subscription|functions)[-_]?key|token|secret|password|credential|signature|x-portkey-config/;
/** An object has a member of that name from the start, which setting would not add to. */
const RESERVED = '__proto__';

/** Headers whose values are metadata. Lower-case names, each once. Throws UsageError. */
export function readMetadataHeaders(text?: string): string[] {
  const names = readNames('HEADERS_TO_METADATA', text);
  const credential = names.find((name) => CREDENTIALS.test(name));
  if (credential === undefined) return names;
  throw new UsageError(`HEADERS_TO_METADATA: ${credential} may hold a credential, and metadata are in the log`);
}

/** Headers whose values are masked in the log. Lower-case names, each once. Throws UsageError. */
export function readMaskedHeaders(text: string | undefined, metadataHeaders: readonly string[]): string[] {
  const names = readNames('ORGANISATION_HEADERS_TO_MASK', text);
  const shown = names.find((name) => metadataHeaders.includes(name));
  if (shown === undefined) return names;
  throw new UsageError(
    `ORGANISATION_HEADERS_TO_MASK: HEADERS_TO_METADATA names ${shown} too, and metadata are in the log`,
  );
}

function readNames(variable: string, text = ''): string[] {
  const names = text.split(',').flatMap((name) => name.trim().toLowerCase() || []);
  if (names.some((name) => !/^[a-z0-9_-]{1,64}$/.test(name) || name === RESERVED))
    throw new UsageError(`${variable}: expected names of headers with commas between, as x-team,x-project`);
  return [...new Set(names)];
}
