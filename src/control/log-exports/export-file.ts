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
      const fields = await fieldsNow(context, row);
      if (fields === null) return;
      yield* pageLines(context, fields, read.rows);
      limit -= read.rows.length;
    }
    if (cursor === null) return;
  }
}

/** What a line may hold at this moment; null = the export is stopped. What was denied since it was made is left out. */
async function fieldsNow(context: ControlContext, { id, requestedData }: LogExport): Promise<ExportedField[] | null> {
  return look(context, async (tx) => {
    if ((await tx.logExports.findById(id))?.status !== 'success') return null;
    const { deniedExportFields } = await tx.settings.read();
    return (requestedData as readonly ExportedField[]).filter((field) => !deniedExportFields.includes(field));
  });
}

async function* pageLines(
  context: ControlContext,
  fields: readonly ExportedField[],
  rows: readonly LogRow[],
): AsyncGenerator<string> {
  const names = await logNames(context, rows);
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
