/** Memberships that a directory gives and takes, inside its own transaction, with their audit rows. */
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { WorkspaceRole } from '../../storage/ports/records/members.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { User } from '../../storage/ports/records/users.ts';
import { archiveApiKey } from '../api-keys/archive.ts';
import { giveUserKey } from '../api-keys/user-key.ts';
import type { ControlContext } from '../context.ts';
import { audit } from '../transaction.ts';

/** Does nothing where the person has the role already, or the workspace is gone. */
export async function joinByDirectory(
  context: ControlContext,
  tx: TenantRecords,
  { user, workspaceId, role }: { user: User; workspaceId: WorkspaceId; role: WorkspaceRole },
): Promise<void> {
  const { organisationId } = tx;
  const [before, workspace] = [await tx.members.find(workspaceId, user.id), await tx.workspaces.findById(workspaceId)];
  if (before?.role === role || workspace?.status !== 'active') return;
  const now = context.clock.now();
  const fresh = { organisationId, workspaceId, userId: user.id, createdAt: now };
  await tx.members.put({ ...(before ?? fresh), role, lastUpdatedAt: now });
  await audit(context, tx, {
    action: before === null ? 'member.create' : 'member.update',
    subject: { id: user.id, organisationId, workspaceId },
    before: before === null ? null : { role: before.role },
    after: { role, by: 'directory' },
  });
  if (before === null) await giveUserKey(context, tx, { user, workspaceId, scopes: null });
}

/** With the keys and devices that the person has there. */
export async function leaveByDirectory(
  context: ControlContext,
  tx: TenantRecords,
  { user, workspaceId }: { user: User; workspaceId: WorkspaceId },
): Promise<void> {
  const before = await tx.members.find(workspaceId, user.id);
  if (before === null) return;
  await tx.members.remove(workspaceId, user.id);
  for (const key of await tx.apiKeys.listByUser(workspaceId, user.id)) await archiveApiKey(context, tx, key);
  await audit(context, tx, {
    action: 'member.delete',
    subject: { id: user.id, organisationId: tx.organisationId, workspaceId },
    before: { role: before.role, by: 'directory' },
  });
}
