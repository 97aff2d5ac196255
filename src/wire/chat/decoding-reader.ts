/** Relays a stream as it came, and decodes it beside for what it tells: for dialects without a tap of their own. */
import type { AnswerReader } from '../dialects/dialect.ts';
import { SseSplitter, type SseBytes } from '../framing/sse.ts';
import { AnswerNotes } from './answer-notes.ts';
import { NOTHING_TO_RESTORE } from './restoration.ts';
import type { StreamDecoder, Translator } from './translator.ts';

export class DecodingReader extends AnswerNotes implements AnswerReader {
  readonly #splitter = new SseSplitter();
  readonly #decoder: StreamDecoder;
  readonly #onEvent = (source: SseBytes, start: number, end: number): void => this.#read(source, start, end);
  /** Where in the current bytes an error began; what follows it is left out. */
  #errorStart = 0;

  constructor(translator: Translator) {
    super(translator, translator);
    this.#decoder = translator.openDecoder({ restoration: NOTHING_TO_RESTORE, id: 'untouched' });
  }

  /** Throws RangeError on an event that is too large. */
  push(chunk: Buffer): Buffer | null {
    return this.#beforeError(this.#splitter.push(chunk, this.#onEvent));
  }

  /** What was torn in the middle stays behind. */
  end(): Buffer | null {
    const { rest } = this.#splitter;
    const last = rest === null || !isWhole(rest) ? null : this.#beforeError(this.#splitter.end(this.#onEvent));
    for (const event of this.#decoder.end()) if (this.error === null && !this.isTorn) this.take(event);
    return last;
  }

  get isTorn(): boolean {
    const { rest } = this.#splitter;
    return rest !== null && rest.toString('latin1').trim() !== '';
  }

  #read({ bytes }: SseBytes, start: number, end: number): void {
    if (this.error !== null) return;
    for (const event of this.#decoder.push(bytes.subarray(start, end))) this.take(event);
    if (this.error !== null) this.#errorStart = start;
  }

  #beforeError(events: Buffer | null): Buffer | null {
    if (this.error === null || events === null) return events;
    return this.#errorStart === 0 ? null : events.subarray(0, this.#errorStart);
  }
}

/** Its data is JSON, and only its blank line is missing. */
function isWhole(bytes: Buffer): boolean {
  const data = /(?:^|\n)data: ?(.*)/.exec(bytes.toString('utf8'))?.[1] ?? '';
  try {
    JSON.parse(data);
    return true;
  } catch {
    return false;
  }
}
