/** Rolling measurements per target, for `least-latency` and `least-cost`: of this process and the last few minutes. */
import { BoundedMap } from '../../kernel/bounded-map.ts';

export interface Figures {
  /** Time to first byte, ms; null = not tried lately; infinite = tried, but it failed or could not be measured. */
  latency(key: string): number | null;
  /** Nano-dollars per thousand tokens; null and infinite as for `latency`. */
  cost(key: string): number | null;
  record(key: string, measured: { latencyMs: number | null; costPer1kTokens: number | null }): void;
  /** A try that came to nothing: others are preferred for a while, or an unmeasured target that is down would get all. */
  fail(key: string): void;
}

/** Weight of the newest measurement. */
const SHARE = 0.2;
/** Older figures say nothing any more: the target is tried again. */
const STALE_MS = 5 * 60_000;
/** After this a target that has failed gets another chance. */
const FAILED_MS = 30_000;
const MAX_KEYS = 10_000;

interface Figure {
  latency: number | null;
  cost: number | null;
  at: number;
  failedUntil: number;
}

export function createFigures(options: { now: () => number }): Figures {
  const figures = new BoundedMap<Figure>(MAX_KEYS);
  const fresh = (key: string): Figure | undefined => {
    const figure = figures.get(key);
    return figure !== undefined && options.now() - figure.at <= STALE_MS ? figure : undefined;
  };
  const read = (key: string, which: 'latency' | 'cost'): number | null => {
    const figure = fresh(key);
    if (figure === undefined) return null;
    if (figure.failedUntil > options.now()) return Number.POSITIVE_INFINITY;
    // What has only ever failed is as good as untried.
    return figure[which] ?? (figure.failedUntil === 0 ? Number.POSITIVE_INFINITY : null);
  };
  return {
    latency: (key) => read(key, 'latency'),
    cost: (key) => read(key, 'cost'),
    record(key, { latencyMs, costPer1kTokens }) {
      const old = fresh(key);
      figures.set(key, {
        latency: blend(old?.latency ?? null, latencyMs),
        cost: blend(old?.cost ?? null, costPer1kTokens),
        at: options.now(),
        failedUntil: 0,
      });
    },
    fail(key) {
      const { latency, cost } = fresh(key) ?? { latency: null, cost: null };
      figures.set(key, { latency, cost, at: options.now(), failedUntil: options.now() + FAILED_MS });
    },
  };
}

function blend(old: number | null, measured: number | null): number | null {
  if (old === null || measured === null) return measured ?? old;
  return old + SHARE * (measured - old);
}
