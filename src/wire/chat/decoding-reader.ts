/** Relays a stream as it came, and decodes it beside for what it reports: for dialects without a tap of their own. */
import type { AnswerReader } from '../dialects/dialect.ts';
import { EventStreamSplitter } from '../framing/aws-event-stream.ts';
import { SseSplitter, type SseBytes } from '../framing/sse.ts';
import { cutStrings, type CutText } from '../json/cut-strings.ts';
import { AnswerNotes } from './answer-notes.ts';
import { NOTHING_TO_RESTORE } from './restoration.ts';
import type { StreamDecoder, Translator } from './translator.ts';

/** Cuts a stream into whole events, as they came. */
interface Events {
  /** Throws RangeError on an event that is too large. */
  push(chunk: Buffer): readonly Buffer[];
  /** The upstream has closed: the last event, where nothing but its end is missing. */
  end(): readonly Buffer[];
  /** What of an event is decoded. */
  toDecode(event: Buffer): CutText;
  /** An event has begun and not ended. */
  readonly isTorn: boolean;
}

/** Server-sent events. */
export class TextEvents implements Events {
  readonly #splitter = new SseSplitter();
  #events: Buffer[] = [];
  readonly #onEvent = ({ bytes }: SseBytes, start: number, end: number): void => {
    this.#events.push(bytes.subarray(start, end));
  };

  push(chunk: Buffer): readonly Buffer[] {
    this.#splitter.push(chunk, this.#onEvent);
    return this.#take();
  }

  /** What was torn in the middle stays behind. */
  end(): readonly Buffer[] {
    const { rest } = this.#splitter;
    if (rest !== null && isWhole(rest)) this.#splitter.end(this.#onEvent);
    return this.#take();
  }

  toDecode(event: Buffer): CutText {
    return cutStrings(event);
  }

  get isTorn(): boolean {
    const { rest } = this.#splitter;
    return rest !== null && rest.toString('latin1').trim() !== '';
  }

  #take(): readonly Buffer[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}

/** AWS's binary events. */
export class BinaryEvents implements Events {
  readonly #splitter = new EventStreamSplitter();

  push(chunk: Buffer): readonly Buffer[] {
    return this.#splitter.push(chunk);
  }

  end(): readonly Buffer[] {
    return [];
  }

  /** Its checksum covers all of it. */
  toDecode(event: Buffer): CutText {
    return { bytes: event, cut: 0 };
  }

  get isTorn(): boolean {
    return this.#splitter.isTorn;
  }
}

export class DecodingReader extends AnswerNotes implements AnswerReader {
  readonly #events: Events;
  readonly #decoder: StreamDecoder;

  constructor(translator: Translator, events: Events) {
    super(translator, translator);
    this.#events = events;
    this.#decoder = translator.openDecoder({ restoration: NOTHING_TO_RESTORE, id: 'untouched' });
  }

  /** Throws RangeError on an event that is too large. */
  push(chunk: Buffer): Buffer | null {
    return this.#read(this.#events.push(chunk));
  }

  end(): Buffer | null {
    const last = this.#read(this.#events.end());
    for (const event of this.#decoder.end()) if (this.error === null && !this.isTorn) this.take(event);
    return last;
  }

  get isTorn(): boolean {
    return this.#events.isTorn;
  }

  /** Those before an error; what follows it is left out. */
  #read(events: readonly Buffer[]): Buffer | null {
    const passed: Buffer[] = [];
    for (const bytes of events) {
      if (this.error !== null) break;
      const { outputBytes } = this;
      const { bytes: decoded, cut } = this.#events.toDecode(bytes);
      for (const event of this.#decoder.push(decoded)) this.take(event);
      if (cut > 0) this.takeCut(cut, outputBytes);
      if (this.error === null) passed.push(bytes);
    }
    return joined(passed);
  }
}

/** Events that came in one piece lie one after another in its memory: they go on without a copy. */
function joined(events: readonly Buffer[]): Buffer | null {
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined) return null;
  const length = last.byteOffset + last.length - first.byteOffset;
  const total = events.reduce((sum, event) => sum + event.length, 0);
  const isOnePiece = first.buffer === last.buffer && length === total;
  return isOnePiece ? Buffer.from(first.buffer, first.byteOffset, length) : Buffer.concat(events);
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
