/** An API key by its id, for actors that may see it. */
import type { ApiKeyRecord } from '../../storage/ports/records/api-keys.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { organisationOf, pinnedWorkspace } from '../context.ts';
import { keyOwnerOnly, requireKeyScope } from './power.ts';

/** Throws `not_found`, or `missing_scope` when it is there and the caller may not do this to its type. */
export async function findApiKey(
  context: ControlContext,
  tx: TenantRecords,
  wanted: { id: string; action: 'read' | 'update' | 'delete' | 'rotate' },
): Promise<ApiKeyRecord> {
  const pinned = pinnedWorkspace(context);
  const owner = keyOwnerOnly(context);
  const found = await tx.apiKeys.findById(wanted.id);
  const visible =
    found?.status === 'active' &&
    found.organisationId === organisationOf(context) &&
    (pinned === null || found.workspaceId === pinned) &&
    (owner === null || found.userId === owner);
  if (!found || !visible) throw new GatewayError('not_found', `There is no API key "${wanted.id}".`);
  requireKeyScope(context, found.type, wanted.action);
  return found;
}
