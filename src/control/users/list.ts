/** The people of the organisation, newest first. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { workspaceIdsOf } from './find.ts';
import type { UserList } from './schemas.ts';
import { ListUsers, toUserPage } from './schemas.ts';
import { viewUser } from './view.ts';

export async function listUsers(context: ControlContext, input: unknown): Promise<z.infer<typeof UserList>> {
  requireScope(context, 'organisation_users.list');
  const { role, email, ...page } = parseInput(ListUsers, input, FOREIGN_FIELDS.people);
  return look(context, async (tx) => {
    const filter = { ...(role === undefined ? {} : { role }), ...(email === undefined ? {} : { email }) };
    const { total, rows } = await tx.users.list(filter, toUserPage(page));
    const data = [];
    for (const user of rows) data.push(viewUser(user, await workspaceIdsOf(tx, user.id)));
    return { object: 'list', total, data };
  });
}
