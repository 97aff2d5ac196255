/** What the groups of a directory give: memberships of workspaces, and the administration. What a mapping gave, it takes again. */
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { Identity, IdentityProvider, RoleMapping } from '../../storage/ports/records/identity-providers.ts';
import type { WorkspaceRole } from '../../storage/ports/records/members.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { User } from '../../storage/ports/records/users.ts';
import type { ControlContext } from '../context.ts';
import { joinByDirectory, leaveByDirectory } from '../members/by-directory.ts';
import { audit } from '../transaction.ts';

interface Mapped {
  provider: Pick<IdentityProvider, 'settings'>;
  user: User;
  identity: Identity;
  /** null = the directory does not say: everything stays. */
  groups: readonly string[] | null;
}

/** Inside the caller's transaction, with its audit rows. Returns the identity with what is mapped now. */
export async function applyMappings(context: ControlContext, tx: TenantRecords, mapped: Mapped): Promise<Identity> {
  const { provider, user, identity, groups } = mapped;
  if (groups === null) return identity;
  const names = new Set(groups.map((name) => name.toLowerCase()));
  const wanted = rolesFor(provider.settings.mappings, names);
  for (const [workspaceId, role] of wanted) await joinByDirectory(context, tx, { user, workspaceId, role });
  const held = (await tx.scimUsers.find(user.id))?.mappedWorkspaces ?? [];
  for (const workspaceId of identity.mappedWorkspaces as readonly WorkspaceId[]) {
    if (!wanted.has(workspaceId) && !held.includes(workspaceId))
      await leaveByDirectory(context, tx, { user, workspaceId });
  }
  const isAdmin = provider.settings.adminGroups.some((name) => names.has(name.toLowerCase()));
  const isMappedAdmin = await mapAdmin(context, tx, { user, isAdmin, wasMapped: identity.isMappedAdmin });
  const groupNames = [...names].filter((name) => name.length <= MAX_NAME).slice(0, MAX_NAMES);
  const isChanged = groupNames.join('\n') !== identity.groupNames.join('\n');
  // A spend limit may hold for the members of a group.
  if (isChanged) await tx.noteChanges([{ noun: 'spend_limit', id: user.id }]);
  return { ...identity, mappedWorkspaces: [...wanted.keys()], groupNames, isMappedAdmin };
}

/** Of the groups that are remembered. */
const MAX_NAMES = 500;
const MAX_NAME = 500;

const RANK: Record<WorkspaceRole, number> = { member: 0, manager: 1, admin: 2 };

/** Of several groups that lead to the same workspace, the highest role. `names` in lower case. */
function rolesFor(mappings: readonly RoleMapping[], names: ReadonlySet<string>): Map<WorkspaceId, WorkspaceRole> {
  const roles = new Map<WorkspaceId, WorkspaceRole>();
  for (const { value, workspaceId, role } of mappings) {
    if (!names.has(value.toLowerCase())) continue;
    const known = roles.get(workspaceId);
    if (known === undefined || RANK[role] > RANK[known]) roles.set(workspaceId, role);
  }
  return roles;
}

/** Owners stay owners, and administrators that a person made stay administrators. */
async function mapAdmin(
  context: ControlContext,
  tx: TenantRecords,
  { user, isAdmin, wasMapped }: { user: User; isAdmin: boolean; wasMapped: boolean },
): Promise<boolean> {
  const rises = isAdmin && user.role === 'member';
  const falls = !isAdmin && wasMapped && user.role === 'admin';
  if (rises || falls) {
    const after = {
      ...user,
      role: rises ? ('admin' as const) : ('member' as const),
      lastUpdatedAt: context.clock.now(),
    };
    await tx.users.replace(after);
    const subject = { ...user, workspaceId: null };
    const told = { role: after.role, by: 'directory' };
    await audit(context, tx, { action: 'user.update', subject, before: { role: user.role }, after: told });
  }
  return isAdmin && (rises || wasMapped);
}
