/** Listens to a stream of typed events that is relayed untouched: images, speech and transcripts. Source: OpenAI's streaming reference. */
import { eventData, SseSplitter, type SseBytes } from '../../framing/sse.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { emptyUsage, noteUnread, tellsUsage, type Usage } from '../../usage.ts';
import type { AnswerReader, StreamFacts, WireFailure } from '../dialect.ts';
import { readErrorObject } from '../openai-chat/errors.ts';

export interface TappedEvents {
  /** The last event of a stream, by its type. */
  isLast(type: string): boolean;
  readUsage(usage: Usage, reported: unknown): void;
}

const TYPE = /"type"\s*:\s*"([^"]{1,100})"/;
const TELLS_USAGE = /"usage"\s*:\s*\{/;
const DONE = /^data:\s*\[DONE\]/;

/** Only events that report usage or an error are parsed. Any other event is content. */
export class EventTap implements AnswerReader {
  hasContent = false;
  readonly emptyStop = null;
  isComplete = false;
  error: WireFailure | null = null;
  outputBytes = 0;
  readonly isWriting = true;
  readonly inputTold = null;
  readonly #splitter = new SseSplitter();
  readonly #tapped: TappedEvents;
  #usage: JsonObject | null = null;

  constructor(tapped: TappedEvents) {
    this.#tapped = tapped;
  }

  push(chunk: Buffer): Buffer | null {
    return this.#splitter.push(chunk, (source, start, end) => this.#read(source, start, end));
  }

  end(): Buffer | null {
    return this.#splitter.end((source, start, end) => this.#read(source, start, end));
  }

  get isTorn(): boolean {
    const { rest } = this.#splitter;
    return rest !== null && rest.toString('latin1').trim() !== '';
  }

  conclude(wasRelayed: boolean): StreamFacts | null {
    if (this.#usage === null && !wasRelayed) return null;
    const usage = emptyUsage();
    this.#tapped.readUsage(usage, this.#usage ?? undefined);
    if (!tellsUsage(usage)) noteUnread(usage, 'usage');
    return { isAnswer: true, usage, stopReason: null, isEstimated: false };
  }

  #read(source: SseBytes, start: number, end: number): void {
    if (this.error !== null) return;
    const text = source.text.slice(start, end);
    this.outputBytes += text.length;
    if (DONE.test(text)) {
      this.isComplete = true;
      return;
    }
    const type = TYPE.exec(text)?.[1] ?? '';
    if (type === 'error' || text.includes('"error"')) this.#readError(source, start, end);
    if (TELLS_USAGE.test(text)) this.#usage = usageIn(parse(eventData(source, start, end))) ?? this.#usage;
    this.hasContent = true;
    if (this.#tapped.isLast(type)) this.isComplete = true;
  }

  #readError(source: SseBytes, start: number, end: number): void {
    const data = eventData(source, start, end);
    const event = parse(data);
    const told = event['type'] === 'error' ? (event['error'] ?? event) : event['error'];
    if (!isObject(told)) return;
    this.error = { status: readErrorObject(told, null).status, headers: {}, body: Buffer.from(data) };
  }
}

function usageIn(event: JsonObject): JsonObject | null {
  return isObject(event['usage']) ? event['usage'] : null;
}

function parse(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
