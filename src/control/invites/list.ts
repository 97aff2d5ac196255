/** Invitations, newest first. */
import type { z } from 'zod';
import type { InviteFilter } from '../../storage/ports/records/invites.ts';
import type { ControlContext } from '../context.ts';
import { asList } from '../listing.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { toUserPage } from '../users/schemas.ts';
import type { InviteList } from './schemas.ts';
import { ListInvites } from './schemas.ts';
import { viewInvite } from './view.ts';

export async function listInvites(context: ControlContext, input: unknown): Promise<z.infer<typeof InviteList>> {
  requireScope(context, 'organisation_users.list');
  const { role, email, status, ...page } = parseInput(ListInvites, input, FOREIGN_FIELDS.people);
  const now = context.clock.now();
  const filter: InviteFilter = {
    now,
    ...(role === undefined ? {} : { role }),
    ...(email === undefined ? {} : { email }),
    ...(status === undefined ? {} : { status }),
  };
  return look(context, async (tx) =>
    asList(await tx.invites.list(filter, toUserPage(page)), (invite) => viewInvite(invite, now)),
  );
}
