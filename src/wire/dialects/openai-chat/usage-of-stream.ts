/** The edit of a request by which a stream reports its usage. Source: OpenAI's API reference, stream options. */
import type { Edit } from '../../json/edit.ts';
import { isObject } from '../../json/object.ts';
import { readMember, type JsonDocument } from '../../json/scan.ts';

/**
 * A stream reports its usage only when it is asked to. The gateway must know it; a client that did not ask does not get the
 * chunk that reports it (`CompletionTap`).
 */
export function usageOfStream(document: JsonDocument): Edit[] {
  const options: unknown = readMember(document, 'stream_options');
  if (isObject(options) && options['include_usage'] === true) return [];
  // What is no object is the caller's mistake, and the upstream's to name.
  if (options !== undefined && options !== null && !isObject(options)) return [];
  const asked = { ...(isObject(options) ? options : {}), include_usage: true };
  return [{ type: 'set', key: 'stream_options', json: JSON.stringify(asked) }];
}
