/** Whose settings for Claude Code a verb is about: of the organisation, of one workspace, or of one group of the directory. */
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { ClaudeCodeOwner, ClaudeCodeSettings } from '../../storage/ports/records/claude-code-settings.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { invalid } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import type { z } from 'zod';
import type { ClaudeCodeSettingsView } from './schemas.ts';

export const ofOrganisation = (organisationId: OrganisationId): ClaudeCodeOwner => ({
  ownerKind: 'organisation',
  ownerId: organisationId,
});

export const ofWorkspace = (workspaceId: WorkspaceId): ClaudeCodeOwner => ({
  ownerKind: 'workspace',
  ownerId: workspaceId,
});

/** By its name, as SCIM, OIDC and SAML have it: one directory writes the same name in all of them, in any case. */
export const ofGroup = (name: string): ClaudeCodeOwner => ({ ownerKind: 'group', ownerId: name.trim().toLowerCase() });

export interface OwnerRef {
  /** Id or slug. */
  workspace_id?: string | null | undefined;
  group?: string | null | undefined;
}

export interface Owned {
  workspaceId: WorkspaceId | null;
  settings: ClaudeCodeSettings;
}

/** Throws `missing_scope`, and `invalid_request` for a workspace that is not there for the caller. */
export async function findOwned(
  context: ControlContext,
  tx: TenantRecords,
  { ref: { workspace_id: workspace, group }, action }: { ref: OwnerRef; action: 'read' | 'update' },
): Promise<Owned> {
  if (workspace && group) throw invalid('group', 'is of the organisation: leave workspace_id out');
  requireScope(context, workspace ? `workspaces.${action}` : `organisation_settings.${action}`);
  const workspaceId = workspace ? (await resolveWorkspace(context, tx, workspace)).id : null;
  const ofOne = group ? ofGroup(group) : ofOrganisation(tx.organisationId);
  const owner = workspaceId === null ? ofOne : ofWorkspace(workspaceId);
  const none = { priority: 0, managed: null, defaultConfig: null, loginNotice: null, lastUpdatedAt: 0 };
  const settings = (await tx.claudeCode.find(owner)) ?? { organisationId: tx.organisationId, ...owner, ...none };
  return { workspaceId, settings };
}

export function viewOwned({ workspaceId, settings }: Owned): z.infer<typeof ClaudeCodeSettingsView> {
  return {
    object: 'claude-code-settings',
    workspace_id: workspaceId,
    group: settings.ownerKind === 'group' ? settings.ownerId : null,
    priority: settings.priority,
    managed_settings: settings.managed,
    default_config: settings.defaultConfig,
    login_notice: settings.loginNotice,
    last_updated_at: settings.lastUpdatedAt === 0 ? null : toIso(settings.lastUpdatedAt),
  };
}
