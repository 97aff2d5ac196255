/** A workspace by the names people give it. */
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { pinnedWorkspace } from '../context.ts';
import { lookUpWorkspace } from '../tenancy.ts';

/** By id or slug. Another tenant's gets the same `not_found` as one that does not exist: it cannot be probed. */
export async function findWorkspace(context: ControlContext, tx: TenantRecords, ref: string): Promise<Workspace> {
  const pinned = pinnedWorkspace(context);
  const found = await lookUpWorkspace(tx, ref);
  if (found && (pinned === null || found.id === pinned)) return found;
  throw new GatewayError('not_found', `There is no workspace "${ref}".`);
}
