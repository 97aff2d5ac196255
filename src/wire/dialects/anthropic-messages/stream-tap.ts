/** Listens to an Anthropic event stream that is relayed untouched: usage, the commit point, errors and the end. */
import { isObject } from '../../json/object.ts';
import { eventData, eventName, SseSplitter } from '../../framing/sse.ts';
import type { SseBytes } from '../../framing/sse.ts';
import { count, emptyUsage, METERS, noteUnread, type Usage, requireTotals } from '../../usage.ts';
import type { AnswerReader, StreamFacts, WireFailure } from '../dialect.ts';
import { errorBody, statusFor } from './answers.ts';
import { readModel, readUsage } from './read-usage.ts';

/** English prose and code lie near four bytes a token; used only when a stream broke before it reported its usage. */
const BYTES_PER_TOKEN = 4;

const DELTA_EVENT = 'event: content_block_delta';

/** What stands around the content of a delta, up to the name of its kind. */
const DELTA_HEAD = 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"';
/** By the first two letters of the kind: bytes of an event with empty content; a kind that is not listed has none. */
const DELTA_FRAME_BYTES: Readonly<Record<string, number>> = {
  te: `${DELTA_HEAD}text_delta","text":""}}\n\n`.length,
  th: `${DELTA_HEAD}thinking_delta","thinking":""}}\n\n`.length,
  in: `${DELTA_HEAD}input_json_delta","partial_json":""}}\n\n`.length,
};

/**
 * Most events are recognised by their first bytes and never parsed: only `message_start`, `message_delta` and `error`
 * are, once each.
 */
export class StreamTap implements AnswerReader {
  readonly usage: Usage = emptyUsage();
  /** An event that carries generated content was seen: the answer can no longer be taken back. */
  hasContent = false;
  /** `message_stop` or a final `message_delta` was seen: the stream may end. */
  isComplete = false;
  /** The upstream reported its usage at least once. */
  hasUsage = false;
  stopReason: string | null = null;
  /** The stop reason of an answer that reported it before any content, as a refusal may. */
  emptyStop: string | null = null;
  error: WireFailure | null = null;
  events = 0;
  outputBytes = 0;
  isWriting = false;
  inputTold: Usage | null = null;
  readonly #splitter = new SseSplitter();
  readonly #onEvent = (source: SseBytes, start: number, end: number): void => this.#read(source, start, end);
  #contentBytes = 0;
  #finalUsage = false;
  #errorStart = 0;

  /**
   * Whole events of what has arrived so far, to be relayed; null when no event has ended. An `error` event and what
   * follows it are left out: the gateway decides how they are reported. Throws RangeError.
   */
  push(chunk: Buffer): Buffer | null {
    return this.#beforeError(this.#splitter.push(chunk, this.#onEvent));
  }

  /**
   * The upstream closed in good order. Returns a last event that lacks only its empty line, to be relayed; one that was torn
   * in the middle, whose data is no JSON, stays behind (`isTorn`).
   */
  end(): Buffer | null {
    const rest = this.#splitter.rest;
    if (rest === null || !isWholeEvent(rest)) return null;
    this.#errorStart = 0;
    return this.#beforeError(this.#splitter.end(this.#onEvent));
  }

  #beforeError(events: Buffer | null): Buffer | null {
    if (this.error === null || events === null) return events;
    return this.#errorStart === 0 ? null : events.subarray(0, this.#errorStart);
  }

  conclude(wasRelayed: boolean): StreamFacts | null {
    if (!this.hasUsage) {
      if (!wasRelayed) return null;
      noteUnread(this.usage, 'usage');
    }
    this.requireUsage();
    const isEstimated = this.estimateOutput();
    return { isAnswer: true, usage: this.usage, stopReason: this.stopReason, isEstimated };
  }

  /** True when the upstream stopped in the middle of an event. */
  get isTorn(): boolean {
    const rest = this.#splitter.rest;
    return rest !== null && rest.toString('latin1').trim() !== '';
  }

  /**
   * For a stream that ended before its closing usage: output tokens from the bytes received. Returns true when the
   * figure is such an estimate.
   */
  estimateOutput(): boolean {
    if (this.#finalUsage || !this.hasUsage) return false;
    const received = Math.ceil(this.#contentBytes / BYTES_PER_TOKEN);
    if (received <= count(this.usage.meters, METERS.output)) return false;
    this.usage.meters[METERS.output] = received;
    return true;
  }

  /** Of a finished stream: notes in `usage` what it should have counted and did not. */
  requireUsage(): void {
    if (this.isComplete) requireTotals(this.usage);
  }

  #read(source: SseBytes, start: number, end: number): void {
    if (this.error !== null) return;
    this.events += 1;
    if (source.text.startsWith(DELTA_EVENT, start)) {
      this.hasContent = true;
      this.#readContent(source.text, start, end);
      return;
    }
    this.isWriting = false;
    switch (eventName(source, start, end)) {
      case 'message_start':
        return this.#readStart(parse(eventData(source, start, end)));
      case 'message_delta':
        return this.#readDelta(parse(eventData(source, start, end)));
      case 'message_stop':
        this.isComplete = true;
        return;
      case 'error':
        this.#errorStart = start;
        this.error = readError(parse(eventData(source, start, end)));
        return;
      case 'content_block_delta':
      case 'content_block_stop': // a tool result arrives whole in its start event, without a delta
        this.hasContent = true;
        this.outputBytes += end - start;
        return;
      case 'content_block_start':
        this.outputBytes += end - start;
        return;
      default: // pings, and event names of tomorrow pass unread
    }
  }

  #readStart(data: Record<string, unknown>): void {
    const message = data['message'];
    if (!isObject(message)) return;
    readModel(this.usage, message['model']);
    readUsage(this.usage, message['usage']);
    this.hasUsage = true;
    const { [METERS.output]: _, ...meters } = this.usage.meters;
    this.inputTold = { ...this.usage, meters, unread: [...this.usage.unread] };
  }

  #readContent(text: string, start: number, end: number): void {
    const kind = kindOf(text, start, end);
    const frame = DELTA_FRAME_BYTES[kind];
    const bytes = frame === undefined ? 0 : Math.max(0, end - start - frame);
    this.#contentBytes += bytes;
    // A signature holds nothing that the model wrote; of a kind that nobody knows everything counts.
    if (kind !== SIGNATURE) this.outputBytes += frame === undefined ? end - start : bytes;
    this.isWriting = kind === 'te' || kind === 'in';
  }

  #readDelta(data: Record<string, unknown>): void {
    readUsage(this.usage, data['usage']);
    this.hasUsage = true;
    this.#finalUsage = true;
    const delta = data['delta'];
    if (isObject(delta) && typeof delta['stop_reason'] === 'string') {
      this.stopReason = delta['stop_reason'];
      if (!this.hasContent) this.emptyStop = this.stopReason;
      this.isComplete = true;
    }
    this.hasContent = true;
  }
}

function isWholeEvent(bytes: Buffer): boolean {
  try {
    JSON.parse(eventData({ bytes, text: '' }, 0, bytes.length));
    return true;
  } catch {
    return false;
  }
}

const SIGNATURE = 'si';

/** Two bytes show the kind of delta, so that the event need not be parsed; '' = not to be seen. */
function kindOf(text: string, start: number, end: number): string {
  // A longer index moves the kind by its digits.
  const kindAt = text.indexOf('"', start + DELTA_HEAD.length - 1) + 1;
  return kindAt === 0 || kindAt >= end ? '' : text.slice(kindAt, kindAt + 2);
}

function readError(data: Record<string, unknown>): WireFailure {
  const error = isObject(data['error']) ? data['error'] : {};
  const type = typeof error['type'] === 'string' ? error['type'] : 'api_error';
  const message = typeof error['message'] === 'string' ? error['message'] : 'The upstream reported an error.';
  return { status: statusFor(type), headers: {}, body: Buffer.from(errorBody({ type, message })) };
}

/** An event that is no JSON object reads as an empty one: the client will see it as it is. */
function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
