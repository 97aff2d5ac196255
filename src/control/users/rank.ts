/** Who may change whom: nobody touches an owner but an owner, and nobody gives a role with more power than their own. */
import { GatewayError } from '../../kernel/errors.ts';
import type { WorkspaceRole } from '../../storage/ports/records/members.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { OrganisationRole, User } from '../../storage/ports/records/users.ts';
import { requireGrantable } from '../api-keys/power.ts';
import type { ControlContext } from '../context.ts';
import { DEFAULT_TOGGLES, type Toggles } from '../permissions/toggles.ts';
import { organisationPowers, workspacePowers } from '../roles.ts';

/** Throws `missing_scope`. */
export function requireRankOver({ principal }: ControlContext, user: User): void {
  if (user.role !== 'owner') return;
  if (principal.kind === 'session' && principal.organisationRole === 'owner') return;
  throw new GatewayError('missing_scope', 'Only an owner may do this to an owner.');
}

/** Throws `in_use`: somebody who takes their own powers away by mistake could not get them back. */
export function refuseSelf({ principal }: ControlContext, userId: string, what: string): void {
  if (principal.kind !== 'session' || principal.userId !== userId) return;
  throw new GatewayError('in_use', `You cannot ${what} yourself.`, { hint: 'Ask another administrator.' });
}

/** Throws `in_use` for the last owner: nobody could make another one. */
export async function requireAnotherOwner(tx: TenantRecords, user: User): Promise<void> {
  if (user.role !== 'owner') return;
  const { total } = await tx.users.list({ role: 'owner' }, { currentPage: 0, pageSize: 1 });
  if (total > 1) return;
  throw new GatewayError('in_use', 'This is the last owner of the organisation.', {
    hint: 'Make somebody else an owner first.',
  });
}

/** Throws `missing_scope` where the role has powers that the caller may not grant. */
export function requireMayGiveRole(context: ControlContext, role: OrganisationRole): void {
  requireGrantable(context, [...organisationPowers(role, togglesOf(context))]);
}

/** As above, for a role in a workspace. */
export function requireMayGiveWorkspaceRole(context: ControlContext, role: WorkspaceRole): void {
  requireGrantable(context, [...workspacePowers(role, togglesOf(context))]);
}

/** A person's own: where a toggle takes a power from everybody, nobody has it to give. */
const togglesOf = ({ principal }: ControlContext): Toggles =>
  principal.kind === 'session' ? principal.toggles : DEFAULT_TOGGLES;
