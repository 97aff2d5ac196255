/**
 * How many tokens the parts of a conversation were, by what an upstream counted for it the last time: a bound for the next
 * turn that is several times closer than its bytes. Parts are told apart by hash, so that what is new counts by its bytes.
 */
import { hash } from 'node:crypto';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import { inputBound, type Reading } from './input-bound.ts';

/** The parts of one body: its turns, and its other members. */
export interface InputParts {
  /** Which conversation it is, of which caller, for which model: another model counts otherwise. */
  readonly conversation: string;
  /** Its largest part beside the turns, as the tools: other conversations have the same. '' = there is none. */
  readonly shared: string;
  /** By hash: the most tokens that the part can be. */
  readonly bounds: ReadonlyMap<string, number>;
}

export interface KnownInputs {
  /** The most tokens that the body can be; null = nothing is known of its conversation. */
  bound(parts: InputParts): number | null;
  remember(parts: InputParts, tokens: number): void;
}

/** Around each part that an upstream has not counted before, at most. */
const TOKENS_AROUND_A_PART = 16;
/** A conversation of more parts is bounded by its bytes. */
const MAX_PARTS = 5000;
/** Of all conversations together. */
const MAX_REMEMBERED_PARTS = 500_000;

export function createKnownInputs(): KnownInputs {
  const known = new BoundedMap<Counted>(MAX_REMEMBERED_PARTS);
  const within = (last: Counted | undefined, bounds: InputParts['bounds']): number => {
    if (last === undefined) return Number.POSITIVE_INFINITY;
    let { tokens } = last;
    for (const [part, bound] of bounds) if (!last.parts.has(part)) tokens += bound + TOKENS_AROUND_A_PART;
    return tokens;
  };
  return {
    bound({ conversation, shared, bounds }) {
      const closest = Math.min(within(known.get(conversation), bounds), within(known.get(shared), bounds));
      return Number.isFinite(closest) ? closest : null;
    },
    remember({ conversation, shared, bounds }, tokens) {
      const counted = { parts: new Set(bounds.keys()), tokens };
      known.set(conversation, counted, bounds.size + 1);
      // The shortest conversation says most about what all of them begin with.
      if ((known.get(shared)?.tokens ?? Number.POSITIVE_INFINITY) > tokens) known.set(shared, counted, bounds.size + 1);
    },
  };
}

interface Counted {
  parts: ReadonlySet<string>;
  tokens: number;
}

/** null where the body has too many parts. `caller` and `session` tell conversations apart; without a session its first turn does. */
export function partsOf(
  { bytes, members }: JsonDocument,
  { caller, session, model, reading }: { caller: string; session: string | null; model: string; reading: Reading },
): InputParts | null {
  const bounds = new Map<string, number>();
  let first: string | null = null;
  let largest = { name: '', bytes: 0 };
  const add = (start: number, end: number): string => {
    const part = bytes.subarray(start, end);
    const name = hash('sha1', part, 'base64');
    // The same part twice counts twice.
    bounds.set(bounds.has(name) ? `${name} ${bounds.size}` : name, tokensIn(part, reading));
    return name;
  };
  for (const { start, end, elements } of members) {
    if (elements === null) {
      const name = add(start, end);
      if (end - start > largest.bytes) largest = { name, bytes: end - start };
    } else if (elements.length + bounds.size > MAX_PARTS) return null;
    else {
      for (let at = 0; at < elements.length; at += 1) {
        const range = elements.at(at);
        if (range === undefined) continue;
        const name = add(range.start, range.end);
        first ??= name;
      }
    }
  }
  const conversation = `${caller} ${model} ${session ?? first ?? ''}`;
  return { conversation, shared: `${model} ${largest.name}`, bounds };
}

function tokensIn(part: Buffer, reading: Reading): number {
  const { tokens, unseen } = inputBound(part, reading);
  return tokens + unseen;
}
