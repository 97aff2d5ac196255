/** Who a person's session stands for in one request: the roles as they are now, in the workspace that the request names. */
import type { Member } from '../../storage/ports/records/members.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { SessionRecord } from '../../storage/ports/records/sessions.ts';
import type { User } from '../../storage/ports/records/users.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { effectiveToggles } from '../permissions/toggles.ts';
import type { SessionPrincipal } from '../principal.ts';
import { lookUpWorkspace } from '../tenancy.ts';

export interface SignedInPerson {
  user: User;
  principal: SessionPrincipal;
  /** Every workspace that the person belongs to, oldest membership first. */
  memberships: { workspace: Workspace; role: Member['role'] }[];
}

/**
 * null when the user is gone. `workspaceRef`: id or slug of the workspace in which a member acts; absent = the first. Throws
 * `not_found` for a workspace that the person does not belong to.
 */
export function findPerson(
  { records }: Pick<ControlContext, 'records'>,
  session: Pick<SessionRecord, 'id' | 'organisationId'> & { userId: string },
  workspaceRef: string | undefined,
): Promise<SignedInPerson | null> {
  return records.within(session.organisationId, async (tx) => {
    const user = await tx.users.findById(session.userId);
    if (user === null || user.status !== 'active') return null;
    const memberships = await membershipsOf(tx, user.id);
    const workspace = user.role === 'member' ? await chosen(tx, memberships, workspaceRef) : null;
    const toggles = effectiveToggles(
      await tx.permissions.find(null),
      workspace === null ? null : await tx.permissions.find(workspace.id),
    );
    const { id: userId, organisationId, role: organisationRole } = user;
    const principal: SessionPrincipal = {
      kind: 'session',
      sessionId: session.id,
      userId,
      organisationId,
      organisationRole,
      workspace,
      toggles,
    };
    return { user, principal, memberships };
  });
}

async function membershipsOf(tx: TenantRecords, userId: string): Promise<SignedInPerson['memberships']> {
  const found: SignedInPerson['memberships'] = [];
  for (const { workspaceId, role } of await tx.members.listByUser(userId)) {
    const workspace = await tx.workspaces.findById(workspaceId);
    if (workspace?.status === 'active') found.push({ workspace, role });
  }
  return found;
}

async function chosen(
  tx: TenantRecords,
  memberships: SignedInPerson['memberships'],
  ref: string | undefined,
): Promise<SessionPrincipal['workspace']> {
  const wanted = ref === undefined ? memberships[0]?.workspace.id : (await lookUpWorkspace(tx, ref))?.id;
  const found = memberships.find(({ workspace }) => workspace.id === wanted);
  if (found !== undefined) return { id: found.workspace.id, role: found.role };
  if (ref === undefined) return null;
  throw new GatewayError('not_found', 'You belong to no workspace of this name.');
}
