/** HEADERS_TO_METADATA: request headers whose values are metadata (contract#metadata). */
import { UsageError } from './usage-error.ts';

/** Metadata are in the log and group budgets: no credential may be among them. Providers, clouds and proxies call theirs so. */
const CREDENTIALS =
  /authorization|cookie|(?:api|access|subscription|functions)[-_]?key|token|secret|password|credential|signature|x-portkey-config/;
/** An object has a member of that name from the start, which setting would not add to. */
const RESERVED = '__proto__';

/** Lower-case names, each once. Throws UsageError. */
export function readMetadataHeaders(text = ''): string[] {
  const names = text.split(',').flatMap((name) => name.trim().toLowerCase() || []);
  for (const name of names) {
    if (!/^[a-z0-9_-]{1,64}$/.test(name) || name === RESERVED)
      throw new UsageError('HEADERS_TO_METADATA: expected names of headers with commas between, as x-team,x-project');
    if (CREDENTIALS.test(name))
      throw new UsageError(`HEADERS_TO_METADATA: ${name} may hold a credential, and metadata are in the log`);
  }
  return [...new Set(names)];
}
