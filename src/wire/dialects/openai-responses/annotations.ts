/** Citations of the Responses dialect. Source: OpenAI's API reference, annotations of output text. */
import type { Citation } from '../../chat/call.ts';
import { textIn } from '../../chat/decoding.ts';
import type { JsonObject } from '../../json/object.ts';

const ID = 'openai-responses';

export function readAnnotation(annotation: JsonObject): Citation[] {
  if (annotation['type'] !== 'url_citation') return [];
  const native = { dialect: 'openai-responses' as const, value: annotation };
  return [{ url: textIn(annotation, 'url'), title: textIn(annotation, 'title'), citedText: null, native }];
}

export function writeAnnotation({ url, title, native }: Citation): JsonObject | null {
  if (native?.dialect === ID) return native.value;
  if (url === null) return null;
  return { type: 'url_citation', url, title: title ?? url, start_index: 0, end_index: 0 };
}
