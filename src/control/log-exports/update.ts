/** Changes what is to be exported, before it is started. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { LogExport } from '../../storage/ports/records/log-exports.ts';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change, look } from '../transaction.ts';
import { countRows, freezeFilters, requireExportable } from './filters.ts';
import { findLogExport } from './find.ts';
import { type SavedLogExport, UpdateLogExport } from './schemas.ts';
import { viewLogExport } from './view.ts';

export async function updateLogExport(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof SavedLogExport>> {
  requireScope(context, 'logs.export');
  const wanted = parseInput(UpdateLogExport, input);
  await requireExportable(context, wanted.requested_data ?? []);
  const { workspaceId } = await look(context, (tx) => findLogExport(context, tx, wanted.id));
  const filter = await freezeFilters(context, workspaceId, wanted.filters);
  const total = await countRows(context, filter, wanted.filters);
  return change(context, async (tx) => {
    const before = await findLogExport(context, tx, wanted.id);
    if (before.status !== 'draft') {
      throw new GatewayError('invalid_request', `The export is ${before.status}, and only a draft can be changed.`, {
        hint: 'Create another one.',
      });
    }
    const after: LogExport = {
      ...before,
      filters: wanted.filters,
      requestedData: wanted.requested_data ?? before.requestedData,
      description: wanted.description ?? before.description,
      total,
      lastUpdatedAt: context.clock.now(),
    };
    await tx.logExports.replace(after);
    await audit(context, tx, {
      action: 'log_export.update',
      subject: after,
      before: viewLogExport(before),
      after: viewLogExport(after),
    });
    return { id: after.id, total, object: 'export' as const };
  });
}
