/** Takes people of the organisation into a workspace. Those who belong to it already get the role that is named. */
import type { z } from 'zod';
import type { Member, WorkspaceRole } from '../../storage/ports/records/members.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { giveUserKey } from '../api-keys/user-key.ts';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput, unknownReference } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { refuseSelf, requireMayGiveWorkspaceRole } from '../users/rank.ts';
import { findWorkspace } from '../workspaces/find.ts';
import { togglesIn } from './find.ts';
import { AddMembers } from './schemas.ts';
import { viewMember } from './view.ts';

export async function addMembers(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'workspace_users.create');
  const { id: ref, users } = parseInput(AddMembers, input, FOREIGN_FIELDS.people);
  for (const { role } of users) requireMayGiveWorkspaceRole(context, role);
  return change(context, async (tx) => {
    const { id: workspaceId } = await findWorkspace(context, tx, ref);
    await putMembers(context, tx, { workspaceId, users });
    return {};
  });
}

interface NewMembers {
  workspaceId: WorkspaceId;
  users: readonly { id: string; role: WorkspaceRole }[];
}

/** Inside the caller's transaction, each with an audit row and, where the organisation says so, a key. Throws `invalid_request` for somebody who is not there. */
export async function putMembers(
  context: ControlContext,
  tx: TenantRecords,
  { workspaceId, users }: NewMembers,
): Promise<void> {
  const toggles = await togglesIn(tx, workspaceId);
  const { organisationId } = tx;
  const now = context.clock.now();
  for (const [index, { id: userId, role }] of users.entries()) {
    const user = await tx.users.findById(userId);
    if (user?.status !== 'active') throw unknownReference(`users[${index}].id`, `no user "${userId}"`);
    refuseSelf(context, userId, 'change the role of');
    const before = await tx.members.find(workspaceId, userId);
    if (before?.role === role) continue;
    const fresh = { organisationId, workspaceId, userId, createdAt: now };
    const member: Member = { ...(before ?? fresh), role, lastUpdatedAt: now };
    await tx.members.put(member);
    await audit(context, tx, {
      action: before === null ? 'member.create' : 'member.update',
      subject: { id: userId, organisationId, workspaceId },
      before: before === null ? null : viewMember({ member: before, user }, toggles),
      after: viewMember({ member, user }, toggles),
    });
    if (before === null) await giveUserKey(context, tx, { user, workspaceId, scopes: null });
  }
}
