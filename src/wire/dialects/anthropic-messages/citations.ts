/** Citations of Anthropic's dialect. Source: Messages API reference, citations. */
import type { Citation } from '../../chat/call.ts';
import { isObject, type JsonObject } from '../../json/object.ts';

const ID = 'anthropic-messages';

export function readCitations(value: unknown): Citation[] {
  return Array.isArray(value) ? value.filter(isObject).map(readCitation) : [];
}

export function readCitation(value: JsonObject): Citation {
  return {
    url: textOf(value['url']) ?? textOf(value['source']),
    title: textOf(value['title']) ?? textOf(value['document_title']),
    citedText: textOf(value['cited_text']),
    native: { dialect: ID, value },
  };
}

/** A source that came from another dialect is shown as a web page; where it has no address it has no place here. */
export function writeCitation({ url, title, citedText, native }: Citation): JsonObject | null {
  if (native?.dialect === ID) return native.value;
  if (url === null) return null;
  return { type: 'web_search_result_location', url, title, cited_text: citedText ?? '', encrypted_index: '' };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
