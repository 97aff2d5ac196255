/** An administrator's link with which a person chooses a new password: shown, and mailed where mail is configured. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { newResetToken, resetLink, resetText } from '../sign-in/reset-password.ts';
import { audit, change } from '../transaction.ts';
import { linkBase } from '../link-base.ts';
import { findUser } from './find.ts';
import { requireMayGiveRole, requireMayGiveWorkspaceRole, requireRankOver } from './rank.ts';
import type { ResetLink } from './schemas.ts';
import { ResetUserPassword } from './schemas.ts';

/** Whoever has the link can act as the person, so it takes the power to give that person's roles. */
export async function resetUserPassword(context: ControlContext, input: unknown): Promise<z.infer<typeof ResetLink>> {
  requireScope(context, 'organisation_users.update');
  const { user_id: id } = parseInput(ResetUserPassword, input, FOREIGN_FIELDS.people);
  const { user, token } = await change(context, async (tx) => {
    const found = await findUser(tx, id);
    requireRankOver(context, found);
    requireMayGiveRole(context, found.role);
    for (const { role } of await tx.members.listByUser(id)) requireMayGiveWorkspaceRole(context, role);
    const made = await newResetToken(context, tx, found);
    await audit(context, tx, { action: 'user.request-reset', subject: { ...found, workspaceId: null } });
    return { user: found, token: made };
  });
  const link = resetLink(linkBase(context), token);
  const { mailer } = context;
  const mail = { to: user.email, subject: 'Reset your Tollgate password', text: resetText(link) };
  return { reset_link: link, mailed: mailer !== null && (await mailer.send(mail)) };
}
