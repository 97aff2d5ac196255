/**
 * A page of rows, newest first, without touching every day of the log: the table has parts for each day, and the newest page
 * of all would read a piece of each. So the newest hours are asked first, and older ones only while rows are missing.
 */
import type { LogRow } from '../../ports/log.ts';

const HOUR_MS = 3_600_000;
/** Each as long as all before it, and some: a search that finds nothing reads every row once, in a few questions. */
const WIDTHS_MS = [6 * HOUR_MS, 42 * HOUR_MS, 14 * 24 * HOUR_MS, Infinity];

/** Times of rows, ms since the epoch: later than `after`, and `until` or earlier. */
export interface Slice {
  after: number;
  until: number;
}

/** `read` answers with the rows of the slice in their order, at most so many. `newest`: no row is later. */
export async function readNewestFirst(
  { newest, limit }: { newest: number; limit: number },
  read: (slice: Slice, limit: number) => Promise<readonly LogRow[]>,
): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  let until = newest;
  for (const width of WIDTHS_MS) {
    const after = until - width;
    rows.push(...(await read({ after, until }, limit - rows.length)));
    if (rows.length >= limit) break;
    until = after;
  }
  return rows;
}
