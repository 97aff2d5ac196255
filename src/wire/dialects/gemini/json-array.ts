/**
 * The chunks of a stream as one JSON array that grows, which is how `streamGenerateContent` answers where nobody asks for
 * `alt=sse`. Source: Gemini API reference, streamGenerateContent; cloud.google.com/apis/docs/system-parameters.
 */
import { SseReader } from '../../framing/sse-reader.ts';

/** In place of a ping: between two elements of an array, white space means nothing. */
const PING = '\n';

class ArrayOfEvents {
  readonly #reader = new SseReader();
  #isEmpty = true;

  push(events: Uint8Array | string): Buffer {
    const bytes = typeof events === 'string' ? Buffer.from(events) : events;
    const elements = this.#reader.push(bytes).map(({ data }) => this.#element(data));
    return Buffer.from(elements.length === 0 ? PING : elements.join(''));
  }

  end(): Buffer {
    return Buffer.from(this.#isEmpty ? '[]\n' : '\n]\n');
  }

  #element(data: string): string {
    const before = this.#isEmpty ? '[' : '\n,\n';
    this.#isEmpty = false;
    return before + data;
  }
}

export const jsonArray = {
  contentType: 'application/json; charset=utf-8',
  open: (): ArrayOfEvents => new ArrayOfEvents(),
};

/** `url`: path and query. */
export function wantsArray(url: string): boolean {
  const at = url.indexOf('?');
  const query = new URLSearchParams(at === -1 ? '' : url.slice(at));
  return (query.get('alt') ?? query.get('$alt')) !== 'sse';
}
