/** An export by its id, as far as the caller may see it. */
import { GatewayError } from '../../kernel/errors.ts';
import type { LogExport } from '../../storage/ports/records/log-exports.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { pinnedWorkspace, type ControlContext } from '../context.ts';

/** Throws `not_found` for one of another tenant or of a workspace that is not the caller's. */
export async function findLogExport(context: ControlContext, tx: TenantRecords, id: string): Promise<LogExport> {
  const row = await tx.logExports.findById(id);
  const pinned = pinnedWorkspace(context);
  if (row !== null && (pinned === null || row.workspaceId === pinned)) return row;
  throw new GatewayError('not_found', `There is no log export "${id}".`);
}
