/** Cancels an invitation: its link stops working, and it stays in the list. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { findInvite, requirePending } from './find.ts';
import { CancelInvite } from './schemas.ts';
import { viewInvite } from './view.ts';

export async function cancelInvite(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_users.delete');
  const { invite_id: id } = parseInput(CancelInvite, input, FOREIGN_FIELDS.people);
  return change(context, async (tx) => {
    const invite = await findInvite(tx, id);
    requirePending(invite);
    await tx.invites.replace({ ...invite, status: 'cancelled' });
    const before = viewInvite(invite, context.clock.now());
    await audit(context, tx, { action: 'invite.delete', subject: { ...invite, workspaceId: null }, before });
    return {};
  });
}
