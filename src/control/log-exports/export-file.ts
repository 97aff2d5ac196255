/** The file of an export: JSON lines, newest first, made page by page while somebody fetches them. */
import type { LogRow } from '../../storage/ports/log.ts';
import type { LogExport } from '../../storage/ports/records/log-exports.ts';
import type { ControlContext } from '../context.ts';
import { viewBodies } from '../logs/get.ts';
import { logNames, type LogNames } from '../logs/names.ts';
import { viewMetrics } from '../logs/view.ts';
import { look } from '../transaction.ts';
import { exportPage } from './filters.ts';
import type { ExportedField } from './schemas.ts';

const ROWS_AT_ONCE = 200;
const MAX_SKIPPED_AT_ONCE = 1000;

/** `context` is one of the export's organisation. Ends early when the export is stopped meanwhile. */
export async function* exportLines(context: ControlContext, row: LogExport): AsyncGenerator<string> {
  if (row.frozen === null) return;
  const page = exportPage(row.filters);
  let { skip, limit } = page;
  let cursor: string | null = null;
  while (limit > 0) {
    const size = skip > 0 ? Math.min(skip, MAX_SKIPPED_AT_ONCE) : Math.min(limit, ROWS_AT_ONCE);
    const read = await context.log.list(row.frozen, { limit: size, ...(cursor === null ? {} : { cursor }) });
    cursor = read.nextCursor;
    if (skip > 0) skip -= read.rows.length;
    else {
      if (await isStopped(context, row)) return;
      yield* pageLines(context, row, read.rows);
      limit -= read.rows.length;
    }
    if (cursor === null) return;
  }
}

async function isStopped(context: ControlContext, { id }: LogExport): Promise<boolean> {
  return (await look(context, (tx) => tx.logExports.findById(id)))?.status !== 'success';
}

async function* pageLines(context: ControlContext, row: LogExport, rows: readonly LogRow[]): AsyncGenerator<string> {
  const names = await logNames(context, rows);
  const fields = row.requestedData as readonly ExportedField[];
  const withBodies = fields.includes('request') || fields.includes('response');
  for (const one of rows) {
    const bodies = withBodies ? await viewBodies(context, one) : null;
    yield `${JSON.stringify(line({ fields, one, names, bodies }))}\n`;
  }
}

interface LineParts {
  fields: readonly ExportedField[];
  one: LogRow;
  names: LogNames;
  bodies: Awaited<ReturnType<typeof viewBodies>> | null;
}

function line({ fields, one, names, bodies }: LineParts): Record<string, unknown> {
  const shown: Record<string, unknown> = { ...viewMetrics(one, names), ...bodies, metadata: one.metadata };
  return Object.fromEntries(fields.map((name) => [name, shown[name] ?? null]));
}
