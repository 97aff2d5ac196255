/** Who a device stands for: a person who is there, in a workspace where that person may act, with the powers of now. */
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { Device } from '../../storage/ports/records/devices.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { User } from '../../storage/ports/records/users.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { ofWorkspace } from '../claude-code/owner.ts';
import { lookUpConfig } from '../configs/find.ts';
import { effectiveToggles } from '../permissions/toggles.ts';
import { organisationPowers, workspacePowers } from '../roles.ts';
import type { Scope } from '../scopes.ts';

export interface Acting {
  user: User;
  workspace: Workspace;
  /** Of the gateway key. */
  scopes: string[];
  /** Slug of the config that requests use where they name none; null = none. */
  defaultConfig: string | null;
}

/** What calling models takes: everybody in a workspace may, since that is what workspaces are for. */
const INFERENCE = ['completions.write', 'models.list', 'feedbacks.write', 'mcp.invoke', 'agents.invoke'] as const;
/** Of one's own requests, where the toggles let the person see logs. */
const OWN_LOGS = ['logs.list', 'logs.view'] as const satisfies readonly Scope[];

/** null where the person is gone, or does not belong to the workspace (any more). */
export async function findActing(
  tx: TenantRecords,
  { userId, workspaceId }: Pick<Device, 'userId'> & { workspaceId: WorkspaceId },
): Promise<Acting | null> {
  const user = await tx.users.findById(userId);
  const workspace = await tx.workspaces.findById(workspaceId);
  if (user?.status !== 'active' || workspace?.status !== 'active') return null;
  const toggles = effectiveToggles(await tx.permissions.find(null), await tx.permissions.find(workspace.id));
  const member = await tx.members.find(workspace.id, user.id);
  if (user.role === 'member' && member === null) return null;
  const powers =
    user.role === 'member'
      ? workspacePowers(member?.role ?? 'member', toggles)
      : organisationPowers(user.role, toggles);
  const scopes = [...INFERENCE, ...OWN_LOGS.filter((scope) => powers.has(scope))];
  return { user, workspace, scopes, defaultConfig: await defaultConfigOf(tx, workspace.id) };
}

/** A config that was deleted since is none. */
async function defaultConfigOf(tx: TenantRecords, workspaceId: WorkspaceId): Promise<string | null> {
  const slug = (await tx.claudeCode.find(ofWorkspace(workspaceId)))?.defaultConfig ?? null;
  return slug === null ? null : ((await lookUpConfig(tx, workspaceId, slug))?.slug ?? null);
}
