/** Changes a member's role in a workspace. Takes effect with the person's next request. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { refuseSelf, requireMayGiveWorkspaceRole } from '../users/rank.ts';
import { findWorkspace } from '../workspaces/find.ts';
import { findMember, togglesIn } from './find.ts';
import { UpdateMember } from './schemas.ts';
import { viewMember } from './view.ts';

export async function updateMember(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'workspace_users.update');
  const { id: ref, user_id: userId, role } = parseInput(UpdateMember, input, FOREIGN_FIELDS.people);
  requireMayGiveWorkspaceRole(context, role);
  return change(context, async (tx) => {
    const { id: workspaceId, organisationId } = await findWorkspace(context, tx, ref);
    const { member: before, user } = await findMember(tx, workspaceId, userId);
    refuseSelf(context, userId, 'change the role of');
    const member = { ...before, role, lastUpdatedAt: context.clock.now() };
    await tx.members.put(member);
    const toggles = await togglesIn(tx, workspaceId);
    await audit(context, tx, {
      action: 'member.update',
      subject: { id: userId, organisationId, workspaceId },
      before: viewMember({ member: before, user }, toggles),
      after: viewMember({ member, user }, toggles),
    });
    return {};
  });
}
