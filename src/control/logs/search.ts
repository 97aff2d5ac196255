/** Full-text search in the log, newest first: bodies are read one after the other, so each call looks into a bounded number. */
import type { LogFilter, LogRow } from '../../storage/ports/log.ts';
import type { LogPage } from '../../storage/ports/log/reader.ts';
import type { ControlContext } from '../context.ts';

interface Search {
  filter: LogFilter;
  search: string;
  /** Matches wanted. */
  limit: number;
  cursor: string | undefined;
}

export interface Searched {
  /** Requests looked into. */
  rows: number;
  /** Of the oldest of them, ms since the epoch; null = there was none. */
  backTo: number | null;
}

/** What one call may cost; it ends at the first bound it meets, and its cursor goes on from there. */
const MAX_ROWS = 2000;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_MS = 2000;
/** Read together. */
const BATCH_ROWS = 20;

export async function searchLogs(
  context: ControlContext,
  { filter, search, limit, cursor }: Search,
): Promise<LogPage & { searched: Searched }> {
  const { log, clock } = context;
  const wanted = search.toLowerCase();
  const startedAt = clock.elapsed();
  const rows: LogRow[] = [];
  const searched: Searched = { rows: 0, backTo: null };
  let bytes = 0;
  let next: string | null = cursor ?? null;
  for (;;) {
    const page: LogPage = await log.list(filter, { limit: BATCH_ROWS, ...(next === null ? {} : { cursor: next }) });
    const texts = await Promise.all(page.rows.map((row) => textOf(context, row)));
    searched.rows += page.rows.length;
    searched.backTo = page.rows.at(-1)?.created_at ?? searched.backTo;
    bytes += texts.reduce((sum, { length }) => sum + length, 0);
    rows.push(...page.rows.filter((_, index) => texts[index]?.includes(wanted) === true));
    next = page.nextCursor;
    const isSpent = searched.rows >= MAX_ROWS || bytes >= MAX_BYTES || clock.elapsed() - startedAt >= MAX_MS;
    // A page may be longer than asked for by less than a batch: a cursor lies between batches.
    if (next === null || isSpent || rows.length >= limit) return { rows, nextCursor: next, asOf: page.asOf, searched };
  }
}

/** Everything that a person could remember of a request, in lower case. */
async function textOf(context: ControlContext, row: LogRow): Promise<string> {
  const refs = [row.request_body, row.response_body].filter((ref) => ref !== null);
  const bodies = await Promise.all(refs.map((ref) => context.bodies.read(ref)));
  const facts = [
    row.id,
    row.trace_id,
    row.session_id,
    row.request_url,
    row.error_code,
    row.error_message,
    ...row.notes,
  ];
  return [...facts, ...bodies.map((body) => body?.toString('utf8'))].join('\n').toLowerCase();
}
