/** Takes away what a person proves beside the password: for one who lost the app and the recovery codes. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { findUser } from './find.ts';
import { requireMayGiveRole, requireMayGiveWorkspaceRole, requireRankOver } from './rank.ts';
import { ResetUserSecondFactors } from './schemas.ts';

/** The password alone opens the account afterwards, so it takes the power to give that person's roles. Sessions end. */
export async function resetUserSecondFactors(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_users.update');
  const { user_id: id } = parseInput(ResetUserSecondFactors, input, FOREIGN_FIELDS.people);
  return change(context, async (tx) => {
    const user = await findUser(tx, id);
    requireRankOver(context, user);
    requireMayGiveRole(context, user.role);
    for (const { role } of await tx.members.listByUser(id)) requireMayGiveWorkspaceRole(context, role);
    const before = (await tx.secondFactors.listByUser(id)).map(({ kind, name }) => ({ kind, name }));
    await tx.secondFactors.removeAll(id);
    await tx.sessions.removeByUser(id);
    await audit(context, tx, { action: 'user.reset-second-factors', subject: { ...user, workspaceId: null }, before });
    return {};
  });
}
