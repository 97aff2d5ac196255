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
