/** Gives somebody the organisation: one more owner, or an owner in place of the caller. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { OrganisationRole, User } from '../../storage/ports/records/users.ts';
import { requireOwnPassword, requirePerson } from '../account/own.ts';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { findUser, workspaceIdsOf } from './find.ts';
import { requireRankOver } from './rank.ts';
import { MakeOwner } from './schemas.ts';
import { viewUser } from './view.ts';

/**
 * An owner does it, with the own password, so that a found session gives nothing away. With `step_down` the caller is an admin
 * afterwards: in one transaction, so that the organisation always has an owner. Throws `missing_scope`, `invalid_request`
 * for a wrong password, `too_many_sign_ins` and `not_found`.
 */
export async function makeOwner(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_users.update');
  const { userId, organisationRole } = requirePerson(context);
  if (organisationRole !== 'owner') {
    throw new GatewayError('missing_scope', 'Only an owner makes somebody an owner.');
  }
  const wanted = parseInput(MakeOwner, input, FOREIGN_FIELDS.people);
  if (wanted.user_id === userId) throw new GatewayError('in_use', 'You are an owner already.');
  await requireOwnPassword(context, wanted.current_password);
  return change(context, async (tx) => {
    const caller = await findUser(tx, userId);
    if (caller.role !== 'owner') throw new GatewayError('missing_scope', 'You are no owner any more.');
    const next = await findUser(tx, wanted.user_id);
    await giveRole(context, tx, { user: next, role: 'owner' });
    if (wanted.step_down === true) await giveRole(context, tx, { user: caller, role: 'admin' });
    return {};
  });
}

async function giveRole(
  context: ControlContext,
  tx: TenantRecords,
  { user, role }: { user: User; role: OrganisationRole },
): Promise<void> {
  if (user.role === role) return;
  requireRankOver(context, user);
  const after = { ...user, role, lastUpdatedAt: context.clock.now() };
  await tx.users.replace(after);
  const workspaceIds = await workspaceIdsOf(tx, user.id);
  await audit(context, tx, {
    action: role === 'owner' ? 'user.make-owner' : 'user.update',
    subject: { ...after, workspaceId: null },
    before: viewUser(user, workspaceIds),
    after: viewUser(after, workspaceIds),
  });
}
