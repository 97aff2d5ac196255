/**
 * What a request used, as an open set of meters: a provider may bill something new tomorrow, and a count that nobody has a
 * price for must show up as such, never vanish.
 */
import { isObject, type JsonObject } from './json/object.ts';

/** Counts by meter, each a whole number. Absent = none. What is counted under one meter is under no other, but for `OUTPUT_PARTS`. */
export type Meters = Record<string, number>;

/** The meters that have columns of their own in the log. Readers add others under names of the same pattern. */
export const METERS = {
  /** Input tokens that were neither read from nor written to the prompt cache. */
  input: 'input_tokens',
  cacheRead: 'cache_read_tokens',
  cacheWrite5m: 'cache_write_5m_tokens',
  cacheWrite1h: 'cache_write_1h_tokens',
  /** All output tokens, thinking included: providers bill both alike. */
  output: 'output_tokens',
  /** The part of the output that was thinking, where the provider reports it. */
  thinking: 'thinking_tokens',
  /** The parts of the output that were a prediction of the caller's, taken over or not. */
  acceptedPrediction: 'accepted_prediction_tokens',
  rejectedPrediction: 'rejected_prediction_tokens',
  webSearch: 'web_search_requests',
  webFetch: 'web_fetch_requests',
} as const;

/** Parts of the output, which are counted in it as well: no price of their own, and no tokens more. */
export const OUTPUT_PARTS: readonly string[] = [METERS.thinking, METERS.acceptedPrediction, METERS.rejectedPrediction];

/** A step of the provider's own that is billed beside the totals, as a compaction or an advisor's answer. */
export interface Pass {
  /** As the provider calls it. */
  kind: string;
  /** null = the model that answered. */
  model: string | null;
  meters: Meters;
}

export interface Usage {
  /** The totals that the provider reported for the answer. */
  meters: Meters;
  /** The model that answered, in the provider's spelling; null = not reported, so the requested one. */
  model: string | null;
  /** What else the provider reported that can change the price, as `speed: "fast"`, by the provider's member name. */
  terms: Record<string, string>;
  /** Billed on top of `meters`. */
  passes: readonly Pass[];
  /** Members that may change the price and could not be read, by path, as `usage.iterations[1].type`. Any makes the cost unknown. */
  unread: string[];
}

export function emptyUsage(): Usage {
  return { meters: {}, model: null, terms: {}, passes: [], unread: [] };
}

export function count(meters: Meters, meter: string): number {
  return meters[meter] ?? 0;
}

/** Totals and further passes together: all that will be billed. */
export function allMeters({ meters, passes }: Usage): Meters {
  if (passes.length === 0) return meters;
  const all = { ...meters };
  for (const pass of passes) {
    for (const [meter, more] of Object.entries(pass.meters)) all[meter] = (all[meter] ?? 0) + more;
  }
  return all;
}

/** Tokens of every kind, each once. Requests, images and characters are none. */
export function tokensOf(meters: Meters): number {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, output } = tokensByKind(meters);
  return input + cacheRead + cacheWrite5m + cacheWrite1h + output;
}

/** Kinds of tokens, whatever they stand for: each counts text, sound and images together. */
export type TokensByKind = Record<'input' | 'cacheRead' | 'cacheWrite5m' | 'cacheWrite1h' | 'output', number>;

/** Every token is of one kind, so that columns, rates and budgets count the same ones. */
export function tokensByKind(meters: Meters): TokensByKind {
  const tokens = { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 };
  for (const [meter, used] of Object.entries(meters)) {
    if (meter.endsWith(TOKENS) && !OUTPUT_PARTS.includes(meter)) tokens[kindOf(meter)] += used;
  }
  return tokens;
}

/** By how its name begins, as `output_audio_tokens`. A write without a lifetime is short, and what nobody knows is input. */
function kindOf(meter: string): keyof TokensByKind {
  if (meter.startsWith('output_')) return 'output';
  if (meter.startsWith('cache_read_')) return 'cacheRead';
  if (meter.startsWith('cache_write_1h_')) return 'cacheWrite1h';
  return meter.startsWith('cache_write_') ? 'cacheWrite5m' : 'input';
}

/** How the name of every meter ends that counts tokens. */
export const TOKENS = '_tokens';

/** The longest that a provider's own name for something is kept at: names come from outside. */
const MAX_NAME_CHARACTERS = 100;
const MAX_UNREAD = 20;

/** Notes a member that could not be read, once. */
export function noteUnread({ unread }: Usage, path: string): void {
  const short = path.slice(0, MAX_NAME_CHARACTERS);
  if (unread.length < MAX_UNREAD && !unread.includes(short)) unread.push(short);
}

/** True when anything at all was counted, or could not be read. */
export const tellsUsage = ({ meters, unread }: Usage): boolean => Object.keys(meters).length > 0 || unread.length > 0;

/** A count that a log row can keep. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** A count that was reported; null where none was. Of any other type it is noted, so that the cost is unknown and not too low. */
export function readCount(usage: Usage, value: unknown, path: string): number | null {
  if (value === null || value === undefined) return null;
  if (isCount(value)) return value;
  noteUnread(usage, path);
  return null;
}

/** What a price depends on, as a tier: kept in lower case. Of any other type than text it is noted. */
export function readTerm(usage: Usage, term: string, told: { value: unknown; path: string }): void {
  const { value, path } = told;
  const isTerm = typeof value === 'string' && value !== '' && value.length <= MAX_TERM_CHARACTERS;
  if (isTerm) usage.terms[term] = value.toLowerCase();
  else if (!tellsNothing(value)) noteUnread(usage, path);
}

/** Longer than any tier. */
const MAX_TERM_CHARACTERS = 60;

/** For an answer that is finished: it owes counts of its input and its output. */
export function requireTotals(usage: Usage): void {
  if (Object.keys(usage.meters).length === 0) return noteUnread(usage, 'usage');
  for (const meter of [METERS.input, METERS.output]) if (!(meter in usage.meters)) noteUnread(usage, `usage.${meter}`);
}

/** A breakdown that was reported; empty where none was. Of any other type it is noted. */
export function readBreakdown(usage: Usage, value: unknown, path: string): JsonObject {
  if (isObject(value)) return value;
  if (!tellsNothing(value)) noteUnread(usage, path);
  return {};
}

/** The same of a list of breakdowns; each entry of another type is noted. */
export function readBreakdowns(usage: Usage, value: unknown, path: string): JsonObject[] {
  if (Array.isArray(value)) return value.map((entry, at) => readBreakdown(usage, entry, `${path}[${at}]`));
  if (!tellsNothing(value)) noteUnread(usage, path);
  return [];
}

/** It reports nothing: a member that a reader need not know. */
export function tellsNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === 0 || value === false || value === '') return true;
  return typeof value === 'object' && Object.values(value).every(tellsNothing);
}
