/** Saves what is to be exported. Nothing is read before it is started. */
import type { z } from 'zod';
import type { LogExport } from '../../storage/ports/records/log-exports.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { principalName } from '../principal.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { audit, change, look } from '../transaction.ts';
import { countRows, freezeFilters, requireExportable } from './filters.ts';
import { CreateLogExport, type SavedLogExport } from './schemas.ts';
import { viewLogExport } from './view.ts';

export async function createLogExport(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof SavedLogExport>> {
  requireScope(context, 'logs.export');
  const wanted = parseInput(CreateLogExport, input);
  await requireExportable(context, wanted.requested_data);
  const ref = wanted.workspace_id ?? wanted.filters.workspace_slug;
  const workspace = await look(context, (tx) => resolveWorkspace(context, tx, ref));
  const filter = await freezeFilters(context, workspace.id, wanted.filters);
  const total = await countRows(context, filter, wanted.filters);
  const now = context.clock.now();
  return change(context, async (tx) => {
    const row: LogExport = {
      id: newId(context),
      organisationId: workspace.organisationId,
      workspaceId: workspace.id,
      description: wanted.description,
      filters: wanted.filters,
      requestedData: wanted.requested_data,
      status: 'draft',
      frozen: null,
      total,
      createdBy: principalName(context.principal),
      createdAt: now,
      lastUpdatedAt: now,
    };
    await tx.logExports.insert(row);
    await audit(context, tx, { action: 'log_export.create', subject: row, after: viewLogExport(row) });
    return { id: row.id, total, object: 'export' as const };
  });
}
