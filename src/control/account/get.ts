/** One's own account. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { look } from '../transaction.ts';
import { findUser, workspaceIdsOf } from '../users/find.ts';
import type { UserView } from '../users/schemas.ts';
import { viewUser } from '../users/view.ts';
import { requirePerson } from './own.ts';
import { GetAccount } from './schemas.ts';

export async function getAccount(context: ControlContext, input: unknown): Promise<z.infer<typeof UserView>> {
  const { userId } = requirePerson(context);
  parseInput(GetAccount, input);
  return look(context, async (tx) => viewUser(await findUser(tx, userId), await workspaceIdsOf(tx, userId)));
}
