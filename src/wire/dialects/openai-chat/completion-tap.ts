/** Listens to a stream of Chat Completions that is relayed untouched: usage, the commit point, errors and the end. Source: OpenAI's streaming reference. */
import { eventData, SseSplitter } from '../../framing/sse.ts';
import type { SseBytes } from '../../framing/sse.ts';
import { cutStrings, WORTH_CUTTING_BYTES } from '../../json/cut-strings.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import type { Range } from '../../json/scan.ts';
import { emptyUsage, METERS, noteUnread, type Usage, requireTotals } from '../../usage.ts';
import type { AnswerReader, StreamFacts, WireFailure } from '../dialect.ts';
import { readErrorObject } from './errors.ts';
import { readServed } from './read-completion.ts';

/** English prose and code lie near four bytes a token; used only when a stream broke before it reported its usage. */
const BYTES_PER_TOKEN = 4;

/** A chunk that says more than a piece of the answer. Inside a text these members would have a backslash before their second quote. */
const TELLS_MORE = /"(?:finish_reason|usage|error)"\s*:\s*["{]/;
/** The same in every chunk stands before it. */
const DELTA_MEMBER = '"delta"';
const DONE = /^data:\s*\[DONE\]/;
/** Members of a delta that hold nothing of the answer. */
const NO_CONTENT = new Set(['role']);

/** Where a chunk stands, and what of it was parsed. */
interface ReadChunk extends Range {
  data: string;
  /** Bytes of its texts that were not. */
  cut: number;
}

/** Chunks are parsed until the first content; from then on only those that carry more than a piece of it. */
export class CompletionTap implements AnswerReader {
  hasContent = false;
  emptyStop: string | null = null;
  isComplete = false;
  error: WireFailure | null = null;
  outputBytes = 0;
  /** Reasoning is billed, and most upstreams show nothing of it. */
  readonly isWriting = false;
  readonly inputTold = null;
  readonly #splitter = new SseSplitter();
  readonly #onEvent = (source: SseBytes, start: number, end: number): void => this.#read(source, start, end);
  /** The client did not ask for the chunk that holds nothing but the usage: it is read and left out. */
  readonly #hidesUsage: boolean;
  #stopReason: string | null = null;
  /** The last chunk that reported a usage, and the first that named a model. */
  #usageChunk: JsonObject | null = null;
  #model: unknown = undefined;
  #frameBytes = 0;
  #contentBytes = 0;
  /** What of the current push the client does not get. */
  #hidden: Range[] = [];
  #errorStart = 0;

  constructor(options: { hidesUsage: boolean }) {
    this.#hidesUsage = options.hidesUsage;
  }

  push(chunk: Buffer): Buffer | null {
    this.#hidden = [];
    return this.#forClient(this.#splitter.push(chunk, this.#onEvent));
  }

  /** Some upstreams leave out the empty line after the last event. What was torn in the middle stays behind. */
  end(): Buffer | null {
    const { rest } = this.#splitter;
    if (rest === null || !isWhole(rest)) return null;
    this.#hidden = [];
    this.#errorStart = 0;
    return this.#forClient(this.#splitter.end(this.#onEvent));
  }

  get isTorn(): boolean {
    const { rest } = this.#splitter;
    return rest !== null && rest.toString('latin1').trim() !== '';
  }

  conclude(wasRelayed: boolean): StreamFacts | null {
    if (this.#usageChunk === null && !wasRelayed) return null;
    const usage = emptyUsage();
    readServed(usage, { model: this.#model, ...this.#usageChunk });
    if (this.#usageChunk === null) noteUnread(usage, 'usage');
    else if (this.isComplete) requireTotals(usage);
    const isEstimated = this.#usageChunk === null && this.#estimate(usage);
    return { isAnswer: true, usage, stopReason: this.#stopReason, isEstimated };
  }

  #estimate(usage: Usage): boolean {
    if (this.#contentBytes === 0) return false;
    usage.meters[METERS.output] = Math.ceil(this.#contentBytes / BYTES_PER_TOKEN);
    return true;
  }

  /** Without what follows an error, and without a chunk of usage that nobody asked for. */
  #forClient(events: Buffer | null): Buffer | null {
    if (events === null) return null;
    const end = this.error === null ? events.length : this.#errorStart;
    const kept: Buffer[] = [];
    let from = 0;
    for (const hidden of [...this.#hidden, { start: end, end }]) {
      if (hidden.start > from) kept.push(events.subarray(from, hidden.start));
      from = hidden.end;
    }
    const [only] = kept;
    return kept.length > 1 ? Buffer.concat(kept) : (only ?? null);
  }

  #read(source: SseBytes, start: number, end: number): void {
    if (this.error !== null) return;
    const isLarge = end - start >= WORTH_CUTTING_BYTES;
    const read = isLarge ? partOf(source.bytes.subarray(start, end)) : { source, start, end, cut: 0 };
    const text = read.source.text.slice(read.start, read.end);
    this.outputBytes += end - start - Math.max(0, text.indexOf(DELTA_MEMBER));
    if (this.hasContent && !TELLS_MORE.test(text)) {
      this.#contentBytes += Math.max(0, end - start - this.#frameBytes);
      if (DONE.test(text)) this.isComplete = true;
      return;
    }
    const data = eventData(read.source, read.start, read.end);
    if (data === '[DONE]') this.isComplete = true;
    else this.#readChunk(parse(data), { data, start, end, cut: read.cut });
  }

  #readChunk(chunk: JsonObject, at: ReadChunk): void {
    if (isObject(chunk['error']) || typeof chunk['error'] === 'string') {
      this.#errorStart = at.start;
      this.error = { status: readErrorObject(chunk['error'], null).status, headers: {}, body: Buffer.from(at.data) };
      return;
    }
    this.#model ??= chunk['model'];
    const choices = Array.isArray(chunk['choices']) ? chunk['choices'].filter(isObject) : [];
    if (isObject(chunk['usage'])) {
      this.#usageChunk = chunk;
      if (this.#hidesUsage && choices.length === 0) this.#hidden.push({ start: at.start, end: at.end });
    }
    for (const choice of choices) this.#readChoice(choice, at);
  }

  /** The older completions have their text beside the reason, without a delta. */
  #readChoice({ delta, text, finish_reason: reason }: JsonObject, { start, end, cut }: ReadChunk): void {
    const content = isObject(delta) ? contentOf(delta) : typeof text === 'string' ? text : '';
    if (content !== '') {
      const contentBytes = Buffer.byteLength(content) + cut;
      if (!this.hasContent) this.#frameBytes = Math.max(0, end - start - contentBytes);
      this.hasContent = true;
      this.#contentBytes += contentBytes;
    }
    if (typeof reason !== 'string') return;
    if (!this.hasContent) this.emptyStop = reason;
    this.#stopReason ??= reason;
    this.hasContent = true;
    this.isComplete = true;
  }
}

/** JSON of what a delta adds; '' where it adds nothing, as the first one does that only names the role. */
function contentOf(delta: JsonObject): string {
  const members = Object.entries(delta).filter(([key, value]) => !NO_CONTENT.has(key) && holdsSomething(value));
  return members.map(([, value]) => (typeof value === 'string' ? value : JSON.stringify(value))).join('');
}

function holdsSomething(value: unknown): boolean {
  return value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** What is read of a large event. */
function partOf(event: Buffer): Range & { source: SseBytes; cut: number } {
  const { bytes, cut } = cutStrings(event);
  return { source: { bytes, text: bytes.toString('latin1') }, start: 0, end: bytes.length, cut };
}

function isWhole(bytes: Buffer): boolean {
  const data = eventData({ bytes, text: '' }, 0, bytes.length);
  if (data === '[DONE]') return true;
  try {
    JSON.parse(data);
    return true;
  } catch {
    return false;
  }
}

/** A chunk that is no JSON object reads as an empty one: the client will see it as it is. */
function parse(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
