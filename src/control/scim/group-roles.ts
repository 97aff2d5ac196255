/** What the groups of a person give: by a mapping, or by a name as `ws-{workspace}-role-{role}`. */
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { WorkspaceRole } from '../../storage/ports/records/members.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ScimGroup } from '../../storage/ports/records/scim.ts';
import type { ControlContext } from '../context.ts';
import { joinByDirectory, leaveByDirectory } from '../members/by-directory.ts';

const NAMED = /^ws-(.+)-role-(admin|manager|member)$/i;
const RANK: Record<WorkspaceRole, number> = { member: 0, manager: 1, admin: 2 };

/** Brings the person's memberships in line with the groups, inside the caller's transaction. What people arranged stays. */
export async function applyGroups(context: ControlContext, tx: TenantRecords, userId: string): Promise<void> {
  const [user, scim] = [await tx.users.findById(userId), await tx.scimUsers.find(userId)];
  if (user?.status !== 'active' || scim === null) return;
  const wanted = new Map<WorkspaceId, WorkspaceRole>();
  for (const group of await tx.scimGroups.groupsOf(userId)) {
    for (const [workspaceId, role] of await rolesOf(tx, group)) {
      const known = wanted.get(workspaceId);
      if (known === undefined || RANK[role] > RANK[known]) wanted.set(workspaceId, role);
    }
  }
  for (const [workspaceId, role] of wanted) await joinByDirectory(context, tx, { user, workspaceId, role });
  const held = (await tx.identities.listByUser(userId)).flatMap(({ mappedWorkspaces }) => mappedWorkspaces);
  for (const workspaceId of scim.mappedWorkspaces as readonly WorkspaceId[]) {
    if (!wanted.has(workspaceId) && !held.includes(workspaceId))
      await leaveByDirectory(context, tx, { user, workspaceId });
  }
  await tx.scimUsers.replace({ ...scim, mappedWorkspaces: [...wanted.keys()] });
}

async function rolesOf(tx: TenantRecords, group: ScimGroup): Promise<[WorkspaceId, WorkspaceRole][]> {
  const mapped = (await tx.scimMappings.list()).filter(({ groupId }) => groupId === group.id);
  if (mapped.length > 0) return mapped.map(({ workspaceId, role }) => [workspaceId, role]);
  const [, name, role] = NAMED.exec(group.displayName) ?? [];
  if (name === undefined || role === undefined) return [];
  const workspace = (await tx.workspaces.findBySlug(name)) ?? (await named(tx, name));
  return workspace === null ? [] : [[workspace.id, role.toLowerCase() as WorkspaceRole]];
}

async function named(tx: TenantRecords, name: string) {
  const { rows } = await tx.workspaces.list({ name }, { currentPage: 0, pageSize: 100 });
  return rows.find((workspace) => workspace.name.toLowerCase() === name.toLowerCase()) ?? null;
}
