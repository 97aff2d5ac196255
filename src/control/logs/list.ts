/** The request log, newest first. */
import type { z } from 'zod';
import type { LogFilter, LogRow } from '../../storage/ports/log.ts';
import type { LogPage } from '../../storage/ports/log/reader.ts';
import type { ControlContext } from '../context.ts';
import { toIso, toIsoOrNull } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { invalid, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { readLogFilter } from './filter.ts';
import { logNames, type LogNames } from './names.ts';
import type { LogList } from './schemas.ts';
import { ListLogs } from './schemas.ts';
import { type Searched, searchLogs } from './search.ts';
import { viewMetrics } from './view.ts';

type Wanted = z.output<typeof ListLogs>;

export async function listLogs(context: ControlContext, input: unknown): Promise<z.infer<typeof LogList>> {
  requireScope(context, 'logs.list');
  const wanted = parseInput(ListLogs, input, FOREIGN_FIELDS.logs);
  if (wanted.search !== undefined) requireScope(context, 'logs.view');
  const filter = await readLogFilter(context, wanted);
  const { search } = wanted;
  const page: LogPage & { searched?: Searched } =
    search === undefined
      ? await readPage(context, filter, wanted)
      : await searchLogs(context, { filter, search, limit: wanted.page_size ?? wanted.limit, cursor: wanted.cursor });
  const names = await logNames(context, page.rows);
  return {
    object: 'list',
    data: await viewRows(context, page.rows, names),
    next_cursor: page.nextCursor,
    as_of: toIso(page.asOf),
    ...(page.searched === undefined
      ? {}
      : { searched: { rows: page.searched.rows, back_to: toIsoOrNull(page.searched.backTo) } }),
  };
}

/** A row takes some 10 µs. */
const ROWS_AT_ONCE = 100;

async function viewRows({ nextTurn }: ControlContext, rows: readonly LogRow[], names: LogNames) {
  const data: ReturnType<typeof viewMetrics>[] = [];
  for (const row of rows) {
    if (data.length > 0 && data.length % ROWS_AT_ONCE === 0) await nextTurn();
    data.push(viewMetrics(row, names));
  }
  return data;
}

/** Rows that may be skipped to reach a numbered page: each of them is read. */
const MAX_SKIPPED_ROWS = 10_000;
const MAX_ROWS_AT_ONCE = 1000;
const MS_PER_SECOND = 1000;

async function readPage({ log }: ControlContext, filter: LogFilter, wanted: Wanted): Promise<LogPage> {
  const limit = wanted.page_size ?? wanted.limit;
  let cursor = wanted.cursor ?? null;
  let skipped = wanted.current_page * limit;
  if (skipped > 0 && cursor !== null) throw invalid('current_page', 'cannot be combined with cursor');
  if (skipped > MAX_SKIPPED_ROWS) {
    throw invalid('current_page', `reaches the newest ${MAX_SKIPPED_ROWS} rows only; follow next_cursor instead`);
  }
  const after = (rows: number) => ({ limit: rows, ...(cursor === null ? {} : { cursor }) });
  const reading = { maxBehindMs: wanted.max_staleness * MS_PER_SECOND };
  while (skipped > 0) {
    const passed = await log.list(filter, after(Math.min(skipped, MAX_ROWS_AT_ONCE)), reading);
    if (passed.nextCursor === null) return { ...passed, rows: [] };
    cursor = passed.nextCursor;
    skipped -= passed.rows.length;
  }
  return log.list(filter, after(limit), reading);
}
