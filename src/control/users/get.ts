/** One person. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { findUser, workspaceIdsOf } from './find.ts';
import type { UserView } from './schemas.ts';
import { GetUser } from './schemas.ts';
import { viewUser } from './view.ts';

export async function getUser(context: ControlContext, input: unknown): Promise<z.infer<typeof UserView>> {
  requireScope(context, 'organisation_users.read');
  const { user_id: id } = parseInput(GetUser, input, FOREIGN_FIELDS.people);
  return look(context, async (tx) => viewUser(await findUser(tx, id), await workspaceIdsOf(tx, id)));
}
