/** A policy by its id. */
import type { Policy, PolicyKind } from '../../storage/ports/records/policies.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { pinnedWorkspace, type ControlContext } from '../context.ts';

interface Wanted {
  kind: PolicyKind;
  id: string;
  /** Archived ones are found as well. */
  isAnyStatus?: boolean;
}

/** A key of a workspace finds those of its workspace alone. Throws `not_found`. */
export async function findPolicy(
  context: ControlContext,
  tx: TenantRecords,
  { kind, id, isAnyStatus = false }: Wanted,
): Promise<Policy> {
  const found = await tx.policies.findById(id);
  const pinned = pinnedWorkspace(context);
  const isThere = found !== null && found.kind === kind && (isAnyStatus || found.status === 'active');
  if (isThere && (pinned === null || found.workspaceId === pinned)) return found;
  throw new GatewayError('not_found', `There is no policy "${id}" of this kind.`);
}
