/**
 * The shape of every dialect that clients and upstreams speak: what the gateway must know of it to carry calls and answers
 * of the same dialect untouched. Pure. One suite holds all of them: dialect.suite.ts.
 */
import type { GatewayError, NativeError } from '../../kernel/errors.ts';
import type { Slices } from '../../kernel/slices.ts';
import type { Edit } from '../json/edit.ts';
import type { FrameReader } from '../framing/event-frames.ts';
import type { JsonObject } from '../json/object.ts';
import type { JsonDocument } from '../json/scan.ts';
import type { RequestHeaders } from '../request-headers.ts';
import type { Usage } from '../usage.ts';
import type { StreamWordReader } from '../stream-words.ts';
import type { WordReader } from '../words.ts';
import type { Translator } from '../chat/translator.ts';

export interface Dialect {
  /** As `anthropic-messages`. Names the dialect in `NativeError` too. */
  readonly id: string;
  /** The member of a body that lists the turns of the conversation; null = there is none. */
  readonly turns: string | null;
  /** Members that hold the conversation and what belongs to it: too large to be shown as parameters. */
  readonly contentMembers: readonly string[];
  /** Members at the top of a body that limit how much is written; of several that a body has, the upstream may read either. */
  readonly outputMembers: readonly string[];
  /** Every reason for which an answer may end, in this dialect's words. */
  readonly stopReasons: readonly string[];
  readonly errors: ErrorRenderer;
  /** Headers by which clients show how much of a budget is used, on answers; absent = they show none. */
  spendHeaders?: (spend: SpendState) => Readonly<Record<string, string>>;
  /** No model that speaks it writes or thinks faster, output tokens in a second. */
  readonly maxTokensPerSecond: number;
  /** null = its answers always come in one piece. */
  readonly stream: StreamFormat | null;
  /** What a whole answer says of itself. Reads its top level only, and never throws. */
  readWhole(body: Buffer): AnswerFacts;
  /** What a request asks for that is billed beside the tokens, and that no usage of this dialect reports, as terms of a price. */
  untoldTerms(document: JsonDocument, model: string): Readonly<Record<string, string>>;
  /** Takes out what the keys of the cache leave out; absent = they cover the whole body. Throws JsonScanError where it is no JSON. */
  leftOutOfCacheKey?(document: JsonDocument): Edit[];
  /** What a request says beside its body, or in one place or the other. Throws GatewayError invalid_json. */
  readOptions(headers: RequestHeaders, document: JsonDocument): RequestOptions;
  /** The header in which flags go upstream; null = the dialect has none. */
  readonly flagsHeader: string | null;
  /** What would be lost with these members (paths of src/wire/json/cut.ts) and is no hint; null where nothing is. */
  lostMeaning(document: JsonDocument, paths: readonly string[]): string | null;
  /** From this dialect to every other, and back; null = there is no other way than untouched. */
  readonly translator: Translator | null;
  /** Where its words stand, for guardrails; null = none can be read. */
  readonly words: WordReader | null;
  /** The conversation without the reasoning that only the account that signed it can read, in its first `turns` turns. */
  dropReasoning(document: JsonDocument, turns: number): Slices<DroppedReasoning>;
}

export interface RequestOptions {
  /** Of the API; null = not said. */
  version: string | null;
  /** Features asked for by name, in order, without duplicates. */
  flags: readonly string[];
}

export interface DroppedReasoning {
  edits: Edit[];
  /** Blocks that were taken out. */
  removed: number;
}

/** Of dialects whose conversations hold none that only one account can read. */
// oxlint-disable-next-line require-yield -- there is nothing to do, so there is nobody to give way to
export function* noReasoning(): Slices<DroppedReasoning> {
  return { edits: [], removed: 0 };
}

/** What an answer says of itself. */
export interface AnswerFacts {
  /** False for what no upstream means as an answer, as the page of a login wall. */
  isAnswer: boolean;
  /** null = not reported. */
  usage: Usage | null;
  /** In the dialect's words; null = not reported. */
  stopReason: string | null;
}

/** How the gateway's own errors are said. */
export interface ErrorRenderer {
  /** A whole answer. `requestId` finds the row of the log. */
  body(error: GatewayError, requestId: string): string;
  /** The end of a stream that has begun. */
  event(error: GatewayError, requestId: string): string | Uint8Array;
  /** Headers of a whole answer by which clients know the error; absent = the body says it all. */
  headers?: (error: GatewayError) => Readonly<Record<string, string>>;
  /** How clients of this dialect know that a guardrail denies what they ask; absent = by the status of the error. */
  guardrailDenied?: { status: number; native: NativeError };
  /** How clients of this dialect know that they were stopped by hand, and end; absent = by the status of the error. */
  stoppedByHand?: { status: number; native: NativeError };
  /** How clients of this dialect know that a budget is used up; absent = by the status of the error. */
  spendLimitReached?: (limit: SpendLimit) => SpendLimitAnswer;
  /** How this dialect reports a rule that a person would have to change; absent = by the status of the error. */
  policyBlocked?: () => { status: number; native: NativeError };
}

/** Of the budget in dollars that is used most. */
export interface SpendState {
  /** What is spent of it, from 0; 1 = all. */
  share: number;
  /** ms since the epoch; null = never. */
  resetsAt: number | null;
}

export interface SpendLimit {
  /** null = another period, or none. */
  period: 'daily' | 'weekly' | 'monthly' | null;
  /** ms since the epoch; null = never. */
  resetsAt: number | null;
}

export interface SpendLimitAnswer {
  status: number;
  native: NativeError;
  headers: Readonly<Record<string, string>>;
}

/** The `content-type` of server-sent events. */
export const TEXT_STREAM = 'text/event-stream; charset=utf-8';

/** Answers that come event by event. */
export interface StreamFormat {
  /** The `content-type` of such an answer; absent = that of server-sent events. */
  readonly contentType?: string;
  /** Keeps a client awake while the upstream is silent; null = the format has nothing that says nothing. */
  readonly ping: string | null;
  /** A reader for the answer to this request. */
  openReader(document: JsonDocument): AnswerReader;
  /** A whole answer as the events that this request would have got; null = it cannot be written so. Throws where it is no answer. */
  fromWhole(answer: Buffer, document: JsonDocument): Buffer | null;
  /** The whole answer that the events of a finished stream carry; null = they carry none. */
  toWhole(events: Buffer): Buffer | null;
  /** Ends a running stream of this request early and legally; null = no client speaks this dialect. */
  readonly openEnding: ((document: JsonDocument) => StreamEnding) | null;
  /** What guardrails have said, as an event beside those of the answer; absent = no client of this dialect takes one. */
  readonly hookResults?: (results: JsonObject) => Buffer;
  /** Where words stand in events; absent = guardrails have to see the whole answer. */
  readonly words?: StreamWordReader;
  /** Cuts its events out of what is sent to the client; absent = they are server-sent events. */
  readonly openFrames?: () => FrameReader;
}

/**
 * Ends a stream before its upstream does, so that every client takes it for a whole answer: the open block is closed, a
 * message says why, and the stop reason and the end of the stream follow. Knows what has reached the client, and no more.
 */
export interface StreamEnding {
  /** Takes note of whole events that were sent to the client. Parses none but those that open and close. */
  passed(events: Buffer): void;
  /** The bytes that end the stream. Empty where it has ended already. Called once. */
  close(last: LastWords): Buffer;
}

export interface LastWords {
  /** Shown to the user as the last text of the answer. */
  message: string;
  /** `length`: it was cut short. `refusal`: a filter of the provider stopped it. `denied`: a guardrail did, and says so. */
  reason: 'length' | 'refusal' | 'denied';
  /** As the answer's usage; null = not known. */
  outputTokens: number | null;
}

/**
 * Reads one streamed answer on its way through the relay: bytes of the upstream in, bytes for the client out. The reader
 * of the untouched lane hands on whole events as they came.
 */
export interface AnswerReader {
  /** It reads responses of every content type but JSON, not streams of events alone. */
  readonly takesAnyType?: true;
  /** Nobody need say anything for long, as on a WebSocket. */
  readonly mayIdle?: true;
  /** Whole events for the client; null = none yet. What follows an error is left out. Throws RangeError on an event that is too large. */
  push(chunk: Buffer): Buffer | null;
  /** The upstream has closed the stream: what is left for the client; null = nothing. */
  end(): Buffer | null;
  /** Generated content was seen: once it has left, the answer cannot be taken back. */
  readonly hasContent: boolean;
  /** The stop reason of an answer that reported it before any content, as a refusal may. */
  readonly emptyStop: string | null;
  /** The stream has said that it is complete. */
  readonly isComplete: boolean;
  /** The upstream stopped in the middle of an event. */
  readonly isTorn: boolean;
  /** An error that the upstream reported inside the stream, as the failure that it would have been as an answer. */
  readonly error: WireFailure | null;
  /** Bytes of what was generated so far, framing included where it is not known: no tokenizer makes more tokens of it. */
  readonly outputBytes: number;
  /** The model is in the middle of what the stream shows. False = it may be thinking, of which a stream shows a part at most. */
  readonly isWriting: boolean;
  /** The input that the stream reported at its beginning, with no output; null = not reported so far. */
  readonly inputTold: Usage | null;
  /**
   * What the stream has reported, however it ended; null = nothing. Called once, at the end. `wasRelayed`: a part of it has
   * reached the client, so that it will be billed, whether it reported its usage or not.
   */
  conclude(wasRelayed: boolean): StreamFacts | null;
}

export interface StreamFacts extends AnswerFacts {
  /** The stream broke before it reported its usage: output tokens are estimated from the bytes received. */
  isEstimated: boolean;
}

/** An answer that is no success. */
export interface WireFailure {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}
