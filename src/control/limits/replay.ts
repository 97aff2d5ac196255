/** What a limit would have done to requests of the past: whom it would have blocked, and when. Pure. */
import type { LimitWindow } from '../../kernel/limit-window.ts';
import type { Budget, RateLimit } from '../../storage/ports/records/limits.ts';
import { WINDOW_MS } from '../../routing/compiled-limits.ts';

/** What requests of the same entity and sender used in one step. */
export interface PastUse {
  /** ms since the epoch. */
  at: number;
  /** What the limit counts together. */
  entity: string;
  /** Who sent them, for the report. */
  sender: string;
  requests: number;
  /** Of these: answered out of the cache, which no budget counts. */
  fromCache: number;
  costNanoUsd: number;
  tokens: number;
}

export interface Blocked {
  entity: string;
  sender: string;
  requests: number;
  /** The first and the last blocked request, to the step; ms since the epoch. */
  firstAt: number;
  lastAt: number;
}

export interface Replayed {
  /** Requests that the limit would have counted. */
  requests: number;
  blockedRequests: number;
  entities: number;
  /** Those with the most blocked requests first. */
  blocked: Blocked[];
}

/** `uses` in the order of time. */
export function replayBudget(
  uses: readonly PastUse[],
  { unit, amount, period }: Pick<Budget, 'unit' | 'amount' | 'period'>,
  windowOf: (period: Budget['period'], at: number) => LimitWindow,
): Replayed {
  const result = new Result();
  const spent = new Map<string, number>();
  let window: LimitWindow | null = null;
  for (const answered of uses) {
    const use = { ...answered, requests: answered.requests - answered.fromCache };
    if (use.requests === 0) continue;
    if (window === null || (window.end !== null && use.at >= window.end)) {
      window = windowOf(period, use.at);
      spent.clear();
    }
    const before = spent.get(use.entity) ?? 0;
    const after = before + amountOf(unit, use);
    if (after <= amount) {
      spent.set(use.entity, after);
      result.count(use, 0);
      continue;
    }
    // Of a step that does not fit, as many requests as do: they are taken as equal.
    const share = Math.floor(((amount - before) / (after - before)) * use.requests);
    spent.set(use.entity, amount);
    result.count(use, use.requests - Math.max(0, share));
  }
  return result;
}

/** Sliding, as rates are. */
export function replayRate(uses: readonly PastUse[], { unit, per, value }: RateLimit): Replayed {
  return replayWindow(uses, { unit, windowMs: WINDOW_MS[per], value });
}

/** Requests count when they are admitted; what else is counted is known after the answer, and refuses while it is used up. */
export function replayWindow(
  uses: readonly PastUse[],
  { unit, windowMs, value }: { unit: Budget['unit']; windowMs: number; value: number },
): Replayed {
  const result = new Result();
  const counted = new Map<string, { at: number; amount: number }[]>();
  for (const use of uses) {
    const recent = (counted.get(use.entity) ?? []).filter(({ at }) => at > use.at - windowMs);
    const used = recent.reduce((sum, { amount }) => sum + amount, 0);
    const passing =
      unit === 'requests' ? Math.min(use.requests, Math.max(0, value - used)) : used < value ? use.requests : 0;
    const amount = unit === 'requests' ? passing : passing === 0 ? 0 : amountOf(unit, use);
    if (amount > 0) recent.push({ at: use.at, amount });
    counted.set(use.entity, recent);
    result.count(use, use.requests - passing);
  }
  return result;
}

/** Nano-dollars, tokens or requests, as the budget counts. */
export function amountOf(
  unit: Budget['unit'],
  { requests, costNanoUsd, tokens }: Pick<PastUse, 'requests' | 'costNanoUsd' | 'tokens'>,
): number {
  if (unit === 'requests') return requests;
  return unit === 'tokens' ? tokens : costNanoUsd;
}

export class Result implements Replayed {
  requests = 0;
  blockedRequests = 0;
  readonly #entities = new Set<string>();
  readonly #blocked = new Map<string, Blocked>();

  get entities(): number {
    return this.#entities.size;
  }

  get blocked(): Blocked[] {
    return [...this.#blocked.values()].toSorted((a, b) => b.requests - a.requests || a.firstAt - b.firstAt);
  }

  count({ entity, sender, at, requests }: PastUse, blocked: number): void {
    this.requests += requests;
    this.#entities.add(entity);
    if (blocked <= 0) return;
    this.blockedRequests += blocked;
    const key = JSON.stringify([entity, sender]);
    const known = this.#blocked.get(key) ?? { entity, sender, requests: 0, firstAt: at, lastAt: at };
    this.#blocked.set(key, { ...known, requests: known.requests + blocked, lastAt: at });
  }
}
