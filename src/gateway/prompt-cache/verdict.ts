/** Why the provider's prompt cache was missed: what two requests of one conversation have in common, and what came between. Pure. */
import { SYSTEM_PIECE, type Fingerprint } from './fingerprint.ts';

/** In the order in which they are looked for: what changes the prompt comes before what happens to the cache. */
export type VerdictName =
  | 'hit'
  | 'first_use'
  | 'tools_changed'
  | 'system_changed'
  | 'message_changed'
  | 'gateway_changed'
  | 'moved'
  | 'expired'
  | 'not_kept';

export interface Verdict {
  name: VerdictName;
  /** Where, or how long; null = the name says it all. */
  detail: string | null;
  /** Tokens that lay in the cache and were not read from it. */
  missedTokens: number;
}

/** A request as far as the next one of its conversation is compared with it. */
export interface Turn {
  print: Fingerprint;
  /** When it arrived, ms since the epoch: that refreshes the cache. */
  at: number;
  /** Account, region and model that served it: caches hold for all three together. */
  place: string;
  /** What the gateway took out of the request, which can change the prompt. */
  edits: string;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  /** It wrote with a lifetime of an hour. */
  isLong: boolean;
}

/** Providers round to blocks, and count the end of a prompt in one way or the other. */
const ENOUGH = 0.95;
const SHORT_MS = 5 * 60_000;
const LONG_MS = 60 * 60_000;

/** null = no prompt cache was in use. */
export function judge(turn: Turn, before: Turn | null): Verdict | null {
  const { cacheReadTokens: read, cacheWriteTokens: written } = turn;
  if (before === null) {
    if (read === 0 && written === 0) return null;
    return { name: read > 0 ? 'hit' : 'first_use', detail: null, missedTokens: 0 };
  }
  const cached = before.cacheReadTokens + before.cacheWriteTokens;
  if (cached === 0 && read === 0 && written === 0) return null;
  if (read >= cached * ENOUGH) {
    return { name: read === 0 ? 'first_use' : 'hit', detail: null, missedTokens: 0 };
  }
  return { ...reason(turn, before), missedTokens: cached - read };
}

type Reason = Pick<Verdict, 'name' | 'detail'>;

function reason(turn: Turn, before: Turn): Reason {
  const { print } = turn;
  if (print.tools !== before.print.tools) return { name: 'tools_changed', detail: null };
  const piece = firstDifference(print.system, before.print.system);
  if (piece !== null)
    return { name: 'system_changed', detail: `at byte ${(piece * SYSTEM_PIECE).toLocaleString('en-US')}` };
  const message = firstDifference(print.messages.subarray(0, before.print.messages.length), before.print.messages);
  if (message !== null) {
    return { name: 'message_changed', detail: `message ${message + 1} of ${before.print.messages.length}` };
  }
  if (turn.edits !== before.edits) return { name: 'gateway_changed', detail: turn.edits === '' ? null : turn.edits };
  if (turn.place !== before.place) return { name: 'moved', detail: `${before.place} → ${turn.place}` };
  const pausedMs = turn.at - before.at;
  if (pausedMs > (before.isLong ? LONG_MS : SHORT_MS)) {
    return { name: 'expired', detail: `${Math.round(pausedMs / 1000)} s after the turn before` };
  }
  return { name: 'not_kept', detail: null };
}

/** Index of the first place at which the two differ, the end of the shorter one included; null = they are the same. */
function firstDifference(one: Uint32Array, other: Uint32Array): number | null {
  const shared = Math.min(one.length, other.length);
  for (let index = 0; index < shared; index += 1) if (one[index] !== other[index]) return index;
  return one.length === other.length ? null : shared;
}

/**
 * The turn that this one carries on, of those remembered, newest first. A client has several conversations in one session
 * (titles, searches): they share neither the first message nor tools and system prompt.
 */
export function carriedOn(print: Fingerprint, remembered: readonly Turn[]): Turn | null {
  const isSameStart = ({ print: { messages } }: Turn): boolean => messages[0] === print.messages[0];
  const isSameSetup = ({ print: { tools, system } }: Turn): boolean =>
    tools === print.tools && print.system.length > 0 && firstDifference(system, print.system) === null;
  return remembered.find(isSameStart) ?? remembered.find(isSameSetup) ?? null;
}
