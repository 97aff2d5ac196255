/** A member of a workspace by the names of both. */
import { GatewayError } from '../../kernel/errors.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { MemberWithUser } from '../../storage/ports/records/members.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { effectiveToggles, type Toggles } from '../permissions/toggles.ts';

/** Throws `not_found`. */
export async function findMember(tx: TenantRecords, workspaceId: WorkspaceId, userId: string): Promise<MemberWithUser> {
  const member = await tx.members.find(workspaceId, userId);
  const user = member === null ? null : await tx.users.findById(userId);
  if (member !== null && user?.status === 'active') return { member, user };
  throw new GatewayError('not_found', `There is no user "${userId}" in this workspace.`);
}

/** As they hold in the workspace. */
export async function togglesIn(tx: TenantRecords, workspaceId: WorkspaceId): Promise<Toggles> {
  return effectiveToggles(await tx.permissions.find(null), await tx.permissions.find(workspaceId));
}
