/** Server-sent events as name and data, from bytes in any chunks: for decoders, which read every event. */
import { eventData, eventName, SseSplitter } from './sse.ts';
import type { SseBytes } from './sse.ts';

export interface SseEvent {
  /** '' when the event has no name. */
  name: string;
  data: string;
}

export class SseReader {
  readonly #splitter = new SseSplitter();
  #events: SseEvent[] = [];
  readonly #onEvent = (source: SseBytes, start: number, end: number): void => {
    const only = onlyData(source, start, end);
    if (only !== null) {
      this.#events.push({ name: '', data: only });
      return;
    }
    const data = eventData(source, start, end);
    const name = eventName(source, start, end);
    if (data !== '' || name !== '') this.#events.push({ name, data });
  };

  /** The events that have ended. Throws RangeError when one passes the splitter's limit. */
  push(bytes: Uint8Array): SseEvent[] {
    this.#splitter.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), this.#onEvent);
    return this.#take();
  }

  /** The last event, where the upstream closed without the blank line that ends it. */
  end(): SseEvent[] {
    const rest = this.#splitter.rest;
    if (rest !== null) this.#onEvent({ bytes: rest, text: rest.toString('latin1') }, 0, rest.length);
    return this.#take();
  }

  #take(): SseEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}

const DATA = 'data:';

/** Of an event that is one line of data, as most are; null for every other. */
function onlyData({ bytes, text }: SseBytes, start: number, end: number): string | null {
  if (!text.startsWith(DATA, start)) return null;
  const lineEnd = text.indexOf('\n', start);
  // After the line there is nothing but the blank one.
  if (lineEnd === -1 || end - lineEnd > 3 || text.charCodeAt(lineEnd - 1) === CARRIAGE_RETURN) return null;
  const from = start + DATA.length;
  return bytes.toString('utf8', text[from] === ' ' ? from + 1 : from, lineEnd);
}

const CARRIAGE_RETURN = 13;
