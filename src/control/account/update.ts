/** Changes one's own name. The e-mail address and the role are not one's own to change. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { audit, change } from '../transaction.ts';
import { findUser, workspaceIdsOf } from '../users/find.ts';
import { viewUser } from '../users/view.ts';
import { requirePerson } from './own.ts';
import { UpdateAccount } from './schemas.ts';

export async function updateAccount(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  const { userId } = requirePerson(context);
  const wanted = parseInput(UpdateAccount, input);
  return change(context, async (tx) => {
    const before = await findUser(tx, userId);
    const after = {
      ...before,
      firstName: wanted.first_name ?? before.firstName,
      lastName: wanted.last_name ?? before.lastName,
      lastUpdatedAt: context.clock.now(),
    };
    await tx.users.replace(after);
    const workspaceIds = await workspaceIdsOf(tx, userId);
    await audit(context, tx, {
      action: 'user.update',
      subject: { ...after, workspaceId: null },
      before: viewUser(before, workspaceIds),
      after: viewUser(after, workspaceIds),
    });
    return {};
  });
}
