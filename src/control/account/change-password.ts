/** Changes one's own password. Every other session of the person ends: whoever had one may be why it is changed. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireStrong } from '../sign-in/password.ts';
import { audit, change } from '../transaction.ts';
import { requireOwnPassword, requirePerson } from './own.ts';
import { ChangePassword } from './schemas.ts';

/** Throws `invalid_request` for a wrong or a weak password, and `too_many_sign_ins`. */
export async function changePassword(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  const { userId, sessionId } = requirePerson(context);
  const wanted = parseInput(ChangePassword, input);
  const user = await requireOwnPassword(context, wanted.current_password);
  requireStrong(wanted.new_password, user.email);
  const hash = await context.passwords.hash(wanted.new_password);
  return change(context, async (tx) => {
    await tx.users.putPassword(userId, hash);
    await tx.sessions.removeByUser(userId, sessionId);
    await audit(context, tx, { action: 'user.change-password', subject: { ...user, workspaceId: null } });
    return {};
  });
}
