/**
 * Starts an export: from now on its rows are those that its starter may read at this moment. They are not copied. The file
 * is made while it is fetched, so an export takes no space of its own, and what retention removes is gone from it too.
 */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { LogExport } from '../../storage/ports/records/log-exports.ts';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change, look } from '../transaction.ts';
import { countRows, type ExportFilters, freezeFilters, requireExportable } from './filters.ts';
import { findLogExport } from './find.ts';
import { type LogExportTask, StartLogExport } from './schemas.ts';

export async function startLogExport(context: ControlContext, input: unknown): Promise<z.infer<typeof LogExportTask>> {
  requireScope(context, 'logs.export');
  const { id } = parseInput(StartLogExport, input);
  const draft = await look(context, (tx) => findLogExport(context, tx, id));
  await requireExportable(context, draft.requestedData);
  const filters = draft.filters as ExportFilters;
  const frozen = await freezeFilters(context, draft.workspaceId, filters);
  const total = await countRows(context, frozen, filters);
  await change(context, async (tx) => {
    const before = await findLogExport(context, tx, id);
    if (before.status !== 'draft') {
      throw new GatewayError('invalid_request', `The export is ${before.status}, and only a draft can be started.`);
    }
    const after: LogExport = { ...before, status: 'success', frozen, total, lastUpdatedAt: context.clock.now() };
    await tx.logExports.replace(after);
    await audit(context, tx, { action: 'log_export.start', subject: after, after: { status: 'success', total } });
  });
  return { message: `The export is ready: ${total} rows.`, object: 'export' };
}
