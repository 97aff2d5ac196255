/** A new link for an invitation that is open or has expired. The earlier link stops working. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { newToken } from '../sign-in/tokens.ts';
import { audit, change } from '../transaction.ts';
import { requireMayGiveRole, requireMayGiveWorkspaceRole } from '../users/rank.ts';
import { findInvite, requirePending } from './find.ts';
import { INVITE_VALID_MS, inviteLink, mailInvite } from './link.ts';
import type { ResentInvite } from './schemas.ts';
import { ResendInvite } from './schemas.ts';
import { viewInvite } from './view.ts';

/** Whoever has the link can become what it promises, so it takes the power to give that. */
export async function resendInvite(context: ControlContext, input: unknown): Promise<z.infer<typeof ResentInvite>> {
  requireScope(context, 'organisation_users.create');
  const { invite_id: id } = parseInput(ResendInvite, input, FOREIGN_FIELDS.people);
  const { token, tokenHash } = newToken(context);
  const invite = await change(context, async (tx) => {
    const before = await findInvite(tx, id);
    requirePending(before);
    requireMayGiveRole(context, before.role);
    for (const { role } of before.workspaces) requireMayGiveWorkspaceRole(context, role);
    const now = context.clock.now();
    const after = { ...before, tokenHash, expiresAt: now + INVITE_VALID_MS };
    await tx.invites.replace(after);
    await audit(context, tx, {
      action: 'invite.update',
      subject: { ...after, workspaceId: null },
      before: viewInvite(before, now),
      after: viewInvite(after, now),
    });
    return after;
  });
  const link = inviteLink(context, token);
  await mailInvite(context, invite, link);
  return { inviteLink: link };
}
