/** The shape of a scenario: what upstreams do, what is asked, and exactly what has to come of it. Data only. */
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { anthropicError, misbehave, answer } from '../../testkit/upstream/answer.ts';
import type { Answer, Manners } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';

/**
 * Every scenario has upstreams to itself: three Vertex projects and an account at Anthropic. `@a` in a config, a header, a
 * body or an expectation stands for the provider on the first one. `%claude` in the place of a key is the account's own;
 * `{account of a}` a service account key of that project; `{vertex}` and `{claude}` are their hosts; `{gateway key}` is
 * the key that asks.
 */
export type UpstreamName = 'a' | 'b' | 'c' | 'claude';

/** `well` is an answer in which the upstream says its own name, of `TOKENS` and so of one fixed cost. */
export type Behaviour = 'well' | Answer;

export interface Setting {
  /** Call by call; the last one goes on for ever. An upstream that is not listed answers well. */
  upstreams?: Readonly<Partial<Record<UpstreamName, Behaviour | readonly Behaviour[]>>>;
  /** Sent in the header: an object as JSON, text as it is; absent sends none. */
  config?: JsonRecord | string;
  /** The config is saved first, and the header names it. */
  saved?: boolean;
}

export interface Question {
  path?: string;
  stream?: boolean;
  /** null takes one of the usual ones away. */
  headers?: Readonly<Record<string, string | null>>;
  /** Laid over the usual question, which is another one for each scenario; undefined takes a member away. */
  body?: JsonRecord;
  /** Claude Code's session id, kept apart from those of other scenarios. */
  session?: string;
  /** Another key of the same workspace, or one of a workspace next door that has the same providers. */
  key?: 'other' | 'neighbour';
}

export interface Step {
  ask?: Question;
  /** Asks the same so many times, one after the other; what is expected holds for the last, `calls` for all together. */
  times?: number;
  /** Asks again, for so many ms, until the status is as expected; `calls` are of all together. */
  patience?: number;
  /** Requests for a model at each upstream, exactly or from-to; none at those that are not named. */
  calls?: Readonly<Partial<Record<UpstreamName, number | readonly [number, number]>>>;
  /** All calls of this step went to one and the same upstream. */
  sticks?: boolean;
  /** Default 200. */
  status?: number;
  /** The upstream that says its name in the answer. */
  from?: UpstreamName;
  /** Texts that stand in the answer. */
  says?: readonly string[];
  /** `x-portkey-last-used-option-index`, and the row's; null = no target was reached, `any` = chance decides. Default `config`. */
  used?: string | null;
  /** `x-portkey-retry-attempt-count`. Default 0. */
  retries?: number;
  /** `x-portkey-cache-status`. Default DISABLED. */
  cache?: string;
  /**
   * The answer's own. Default: `full` for an answer of an upstream, `saved` for a hit, `none` for a failure. `free` is a cost
   * of 0, as of a count of tokens.
   */
  cost?: 'full' | 'saved' | 'none' | 'some' | 'free';
  /** What was paid for answers that were not used, nano-dollars; default nothing. */
  discarded?: number;
  /** Further response headers; null = absent. */
  headers?: Readonly<Record<string, string | null>>;
  /** The row's attempts, as `targets[0] @a 503 status_503`. */
  attempts?: readonly string[];
  /** Of each attempt, the wait before it in ms: at least and at most. */
  waits?: readonly (readonly [number, number])[];
  /** Members of the log row. */
  row?: JsonRecord;
  /** Rows that the log finds by the request's trace id; the last is this one, with the spans of all its attempts. */
  rowsOfTrace?: number;
  /** Each is part of one of the row's notes. */
  notes?: readonly string[];
  /** Members of the last body that the upstream got, null = absent; also `url`, and headers as `header x-team`. */
  sent?: Readonly<Partial<Record<UpstreamName, JsonRecord>>>;
  /** The whole request, ms at most. */
  within?: number;
}

export type Scenario = { name: string } & Setting & (Step | { steps: readonly Step[] });

/** Of `well`. */
export const TOKENS = { input: 1000, output: 100 };
/** The same in nano-dollars: Sonnet 4 costs $3 and $15 for a million tokens. */
export const COST = 4_500_000;
/** Of a stream that reported its input, and one token of output, and came to nothing. */
export const COST_OF_A_START = 3_015_000;

/** Longest first wait of the exponential sequence, ms; the jitter is a quarter up or down. */
export const FIRST_WAIT = [750, 1250] as const;
export const NO_WAIT = [0, 0] as const;

const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  408: 'timeout_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

/** An error of Claude itself, with the headers given. */
export function failing(status: number, headers: Record<string, string> = {}): Answer {
  return misbehave(anthropicError(status, TYPES[status] ?? 'api_error', `upstream says ${status}`), { headers });
}

/** Overloaded, with a wait short enough for a test. */
/** As a validator words it: the member is not known there. */
export const refusing = (member: string): Answer =>
  anthropicError(400, 'invalid_request_error', `${member}: Extra inputs are not permitted`);

export const busy = (status = 503): Answer => failing(status, { 'retry-after-ms': '5' });

/** A good answer, badly delivered. Events of a stream: 0 message_start, 1 ping, 2 block start, 3 to 5 text, … */
export function badly(manners: Manners): Answer {
  return misbehave(answer([text('Half of an answer, and then?')], { usage: TOKENS }), manners);
}

/** A fallback from each upstream to the next. */
export function fallback(names: readonly UpstreamName[], more: JsonRecord = {}): JsonRecord {
  return { strategy: { mode: 'fallback' }, targets: names.map((name) => ({ provider: `@${name}` })), ...more };
}

/** Retries that do not make a test slow. */
export const QUICK_RETRIES = { attempts: 2, use_retry_after_headers: true };
