/** What the filters of an export mean, and how many rows they match. */
import type { z } from 'zod';
import type { LogFilter } from '../../storage/ports/log.ts';
import type { ControlContext } from '../context.ts';
import { readLogFilter } from '../logs/filter.ts';
import { invalid } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { type CreateLogExport, MAX_EXPORTED_ROWS, MAX_SKIPPED_ROWS } from './schemas.ts';

export type ExportFilters = z.output<typeof CreateLogExport>['filters'];

/** With the rows that the caller may read, and none that comes later. Throws `invalid_request`. */
export async function freezeFilters(
  context: ControlContext,
  workspaceId: string,
  { page_size: _size, current_page: _page, ...filters }: ExportFilters,
): Promise<LogFilter> {
  const filter = await readLogFilter(context, { ...filters, workspace_id: workspaceId });
  const now = context.clock.now();
  return { ...filter, to: Math.min(filter.to ?? now, now) };
}

export function exportPage({ page_size: size = MAX_EXPORTED_ROWS, current_page: page = 0 }: ExportFilters) {
  const skip = size * page;
  if (skip > MAX_SKIPPED_ROWS) {
    throw invalid('filters.current_page', `skips more than ${MAX_SKIPPED_ROWS} rows: narrow the times instead`);
  }
  return { skip, limit: size };
}

/** More than HTTP has. */
const MAX_STATUSES = 1000;

export async function countRows(context: ControlContext, filter: LogFilter, filters: ExportFilters): Promise<number> {
  const { skip, limit } = exportPage(filters);
  const scope = { ...filter, from: filter.from ?? 0, to: filter.to ?? context.clock.now() };
  const { groups } = await context.analytics.group(
    { by: 'status', measures: ['requests'], orderBy: 'requests', limit: MAX_STATUSES, offset: 0 },
    scope,
  );
  const all = groups.reduce((total, { figures }) => total + (figures['requests'] ?? 0), 0);
  return Math.max(0, Math.min(all - skip, limit));
}

/** Bodies are more than the figures of a request. Throws `missing_scope`. */
export function requireBodyScope(context: ControlContext, fields: readonly string[]): void {
  if (fields.includes('request') || fields.includes('response')) requireScope(context, 'logs.view');
}

/** Throws as `requireBodyScope`, and `invalid_request` for a field that the organisation lets nobody export. */
export async function requireExportable(context: ControlContext, fields: readonly string[]): Promise<void> {
  requireBodyScope(context, fields);
  const { deniedExportFields } = await look(context, (tx) => tx.settings.read());
  const denied = fields.filter((field) => deniedExportFields.includes(field));
  if (denied.length === 0) return;
  throw invalid('requested_data', `the organisation does not let anybody export ${denied.join(', ')}`);
}
