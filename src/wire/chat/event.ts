/**
 * The inner language of answers. A dialect's decoder makes events of an upstream's stream, and an encoder makes a client's
 * stream of them. Blocks never interleave: each start is followed by its own end before the next start.
 */
import type { JsonObject } from '../json/object.ts';
import type { Usage } from '../usage.ts';
import type { Citation, DialectId, Extra, ImagePart, NativePart, OpaqueState } from './call.ts';

export type ChatEvent =
  /** Once, first. `usage` is provisional. */
  | { type: 'start'; id: string | null; model: string | null; usage: Usage | null }
  | { type: 'text-start'; isRefusal: boolean }
  | { type: 'text-delta'; text: string }
  | { type: 'citation'; citation: Citation }
  | { type: 'text-end'; state: OpaqueState | null }
  | { type: 'reasoning-start' }
  | { type: 'reasoning-delta'; text: string }
  | { type: 'reasoning-end'; state: OpaqueState | null }
  | { type: 'tool-start'; id: string; name: string; isFreeform: boolean; state: OpaqueState | null; extra?: Extra }
  /** A piece of the input's text: JSON, but for a free-form tool. */
  | { type: 'tool-delta'; text: string }
  | { type: 'tool-end' }
  /** A block that comes in one piece. */
  | { type: 'block'; part: ImagePart | NativePart }
  /** Once, last, unless `error` ends the stream. */
  | ({ type: 'finish' } & Finish)
  | { type: 'error'; error: ChatError };

export interface Finish {
  reason: StopReason;
  /** The stop string that was met, where the upstream reports it. */
  stopSequence: string | null;
  /** null = the upstream never reported it. */
  usage: Usage | null;
  /** The upstream's own word for the reason, and members that only its dialect knows. */
  native: { dialect: DialectId; reason: string | null; extra: JsonObject };
}

export type StopReason =
  | 'end'
  | 'stop-sequence'
  | 'length'
  /** The context window is full. */
  | 'context-window'
  | 'tool-calls'
  /** The model declined. */
  | 'refusal'
  /** A filter of the provider stopped it. */
  | 'content-filter'
  /** The provider wants to be asked again to go on. */
  | 'pause'
  | 'compaction'
  /** The model wrote a tool call that nobody can read. */
  | 'malformed-tool-call';

export type ErrorKind =
  | 'invalid-request'
  | 'authentication'
  | 'billing'
  | 'permission'
  | 'not-found'
  | 'timeout'
  | 'conflict'
  | 'too-large'
  | 'context-overflow'
  | 'content-filter'
  | 'rate-limit'
  | 'quota'
  | 'not-supported'
  | 'overloaded'
  | 'server';

/** What went wrong, in no dialect. */
export interface ChatError {
  kind: ErrorKind;
  /** HTTP status, also for an error inside a stream of status 200. */
  status: number;
  /** The upstream's wording, kept: clients heal themselves by it. */
  message: string;
  /** Stable short name, where there is one. */
  code: string | null;
  /** The member that is at fault, as the dialect of whoever said it names it. */
  field: string | null;
}

/** An answer that is complete. */
export interface ChatAnswer extends Finish {
  id: string | null;
  model: string | null;
  parts: AnswerPart[];
}

export type AnswerPart =
  | { type: 'text'; text: string; isRefusal: boolean; citations: Citation[]; state: OpaqueState | null }
  | { type: 'reasoning'; text: string; state: OpaqueState | null }
  | {
      type: 'tool-call';
      id: string;
      name: string;
      input: string;
      isFreeform: boolean;
      state: OpaqueState | null;
      extra?: Extra;
    }
  | ImagePart
  | NativePart;
