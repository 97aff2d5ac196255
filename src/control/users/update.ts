/** Changes what a person is in the organisation. Takes effect with the person's next request. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { findUser, workspaceIdsOf } from './find.ts';
import { refuseSelf, requireAnotherOwner, requireMayGiveRole, requireRankOver } from './rank.ts';
import { UpdateUser } from './schemas.ts';
import { viewUser } from './view.ts';

export async function updateUser(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_users.update');
  const { user_id: id, role } = parseInput(UpdateUser, input, FOREIGN_FIELDS.people);
  return change(context, async (tx) => {
    const before = await findUser(tx, id);
    requireRankOver(context, before);
    if (role === undefined || role === before.role) return {};
    refuseSelf(context, id, 'change the role of');
    requireMayGiveRole(context, role);
    await requireAnotherOwner(tx, before);
    const after = { ...before, role, lastUpdatedAt: context.clock.now() };
    await tx.users.replace(after);
    const workspaceIds = await workspaceIdsOf(tx, id);
    await audit(context, tx, {
      action: 'user.update',
      subject: { ...after, workspaceId: null },
      before: viewUser(before, workspaceIds),
      after: viewUser(after, workspaceIds),
    });
    return {};
  });
}
