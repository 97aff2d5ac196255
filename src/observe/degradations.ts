/** What is degraded while requests still succeed. Logged when it begins and ends, and reported by `GET /v1/health`. */
import type { Logger } from './logger.ts';

export interface Degradation {
  /** What is concerned: `request log`, `reading of the request log`, `archive of bodies`, `Valkey`, `PostgreSQL`. */
  part: string;
  /** ms since the epoch. */
  since: number;
  /** A code or a word, never a path or an address: it is shown without a key. */
  reason: string;
  /** How many items were lost so far; null = nothing is lost, or nobody counts. */
  lost: number | null;
}

export interface Degradations {
  /** A store like the one given, whose `append` is watched: the first that fails begins a degradation, the next success ends it. */
  watch<Given extends unknown[], Result, Store extends Appends<Given, Result>>(
    part: string,
    store: Store & Appends<Given, Result>,
  ): Store;
  /** For a part that notices its own problem and logs it; null = it is over. Another reason begins no new one. */
  set(part: string, reason: string | null): void;
  current(): Degradation[];
}

interface Appends<Given extends unknown[], Result> {
  append: (...given: Given) => Promise<Result>;
}

export function createDegradations({ logger, now }: { logger: Logger; now: () => number }): Degradations {
  const degradations = new Map<string, Degradation>();

  const fails = (part: string, error: unknown): void => {
    const known = degradations.get(part);
    if (known !== undefined) {
      known.lost = (known.lost ?? 0) + 1;
      return;
    }
    degradations.set(part, { part, since: now(), reason: reasonOf(error), lost: 1 });
    logger.error(`The ${part} cannot be written; answers go on without it until it can`, { error });
  };
  const works = (part: string): void => {
    const over = degradations.get(part);
    if (over === undefined) return;
    degradations.delete(part);
    logger.warn(`The ${part} is written again`, { lost: over.lost, ms: now() - over.since });
  };

  return {
    watch: (part, store) => ({
      ...store,
      async append(...given) {
        try {
          const result = await store.append(...given);
          works(part);
          return result;
        } catch (error) {
          fails(part, error);
          throw error;
        }
      },
    }),
    set(part, reason) {
      if (reason === null) degradations.delete(part);
      else degradations.set(part, { part, since: degradations.get(part)?.since ?? now(), reason, lost: null });
    },
    current: () => [...degradations.values()],
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
