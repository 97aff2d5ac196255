/** One invitation. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { findInvite } from './find.ts';
import type { InviteView } from './schemas.ts';
import { GetInvite } from './schemas.ts';
import { viewInvite } from './view.ts';

export async function getInvite(context: ControlContext, input: unknown): Promise<z.infer<typeof InviteView>> {
  requireScope(context, 'organisation_users.read');
  const { invite_id: id } = parseInput(GetInvite, input, FOREIGN_FIELDS.people);
  return look(context, async (tx) => viewInvite(await findInvite(tx, id), context.clock.now()));
}
