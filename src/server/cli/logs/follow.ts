/** Follows the log from a given time: each new row once, none missed. */
import type { LogPage } from './log-row.ts';

/** One page of rows whose requests ended at `endedFrom` (ms since the epoch) or later. */
export type FetchPage = (query: { endedFrom: number | null; cursor: string | null }) => Promise<LogPage>;

export interface Arrival {
  line: LogPage['rows'][number];
  raw: unknown;
}

/**
 * Rows are listed by when their requests began but arrive when they end, so a keyset on the beginning would pass over a
 * long one. Each poll reads what ended since the latest end seen, less this overlap, and leaves out what it gave before.
 */
const OVERLAP_MS = 10_000;

/** `shown` is what the reader has seen already; each call gives what arrived since the one before, oldest first. */
export function createFollower(fetchPage: FetchPage, shown: LogPage): () => Promise<Arrival[]> {
  const seen = new Map(shown.rows.map(({ id, endedAt }) => [id, endedAt]));
  let latest = Math.max(0, ...seen.values());
  const start = latest;
  let isFirst = true;
  return async () => {
    const endedFrom = latest === 0 ? null : latest - OVERLAP_MS;
    const arrived = (await everyPage(fetchPage, endedFrom)).filter(({ line }) => !seen.has(line.id));
    for (const { line } of arrived) {
      seen.set(line.id, line.endedAt);
      latest = Math.max(latest, line.endedAt);
    }
    // What ended before the start and was not among the rows shown then is old, not new.
    const fresh = isFirst && start > 0 ? arrived.filter(({ line }) => line.endedAt > start) : arrived;
    isFirst = false;
    for (const [id, endedAt] of seen) if (endedAt < latest - 2 * OVERLAP_MS) seen.delete(id);
    return fresh.toSorted((a, b) => a.line.endedAt - b.line.endedAt);
  };
}

async function everyPage(fetchPage: FetchPage, endedFrom: number | null): Promise<Arrival[]> {
  const arrivals: Arrival[] = [];
  let cursor: string | null = null;
  do {
    const page: LogPage = await fetchPage({ endedFrom, cursor });
    page.rows.forEach((line, index) => arrivals.push({ line, raw: page.raw[index] }));
    cursor = page.next;
  } while (cursor !== null);
  return arrivals;
}
