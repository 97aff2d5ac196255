/** HEADERS_TO_METADATA: request headers whose values are metadata (contract#metadata). */
import { UsageError } from './usage-error.ts';

/** Metadata are in the log and group budgets: no credential may be among them. */
const CREDENTIALS = /^(?:proxy-)?authorization$|cookie|api[-_]?key|token|secret|password|x-portkey-config/;

/** Lower-case names, each once. Throws UsageError. */
export function readMetadataHeaders(text = ''): string[] {
  const names = text.split(',').flatMap((name) => name.trim().toLowerCase() || []);
  for (const name of names) {
    if (!/^[a-z0-9_-]{1,64}$/.test(name))
      throw new UsageError('HEADERS_TO_METADATA: expected names of headers with commas between, as x-team,x-project');
    if (CREDENTIALS.test(name))
      throw new UsageError(`HEADERS_TO_METADATA: ${name} may hold a credential, and metadata are in the log`);
  }
  return [...new Set(names)];
}
