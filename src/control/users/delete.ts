/** Takes a person out of the organisation: sessions, memberships, password and gateway keys end with it. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { endAccount } from './end-account.ts';
import { findUser, workspaceIdsOf } from './find.ts';
import { refuseSelf, requireAnotherOwner, requireRankOver } from './rank.ts';
import { DeleteUser } from './schemas.ts';
import { viewUser } from './view.ts';

export async function deleteUser(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_users.delete');
  const { user_id: id } = parseInput(DeleteUser, input, FOREIGN_FIELDS.people);
  return change(context, async (tx) => {
    const user = await findUser(tx, id);
    requireRankOver(context, user);
    refuseSelf(context, id, 'remove');
    await requireAnotherOwner(tx, user);
    const before = viewUser(user, await workspaceIdsOf(tx, id));
    await endAccount(context, tx, user);
    await audit(context, tx, { action: 'user.delete', subject: { ...user, workspaceId: null }, before });
    return {};
  });
}
