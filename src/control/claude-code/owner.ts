/** Whose settings for Claude Code a verb is about: of the organisation, or of one workspace. */
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { ClaudeCodeOwner, ClaudeCodeSettings } from '../../storage/ports/records/claude-code-settings.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
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

export interface Owned {
  workspaceId: WorkspaceId | null;
  settings: ClaudeCodeSettings;
}

/** Throws `missing_scope`, and `invalid_request` for a workspace that is not there for the caller. */
export async function findOwned(
  context: ControlContext,
  tx: TenantRecords,
  { ref, action }: { ref: string | null | undefined; action: 'read' | 'update' },
): Promise<Owned> {
  requireScope(context, ref ? `workspaces.${action}` : `organisation_settings.${action}`);
  const workspaceId = ref ? (await resolveWorkspace(context, tx, ref)).id : null;
  const owner = workspaceId === null ? ofOrganisation(tx.organisationId) : ofWorkspace(workspaceId);
  const none = { managed: null, defaultConfig: null, loginNotice: null, lastUpdatedAt: 0 };
  const settings = (await tx.claudeCode.find(owner)) ?? { organisationId: tx.organisationId, ...owner, ...none };
  return { workspaceId, settings };
}

export function viewOwned({ workspaceId, settings }: Owned): z.infer<typeof ClaudeCodeSettingsView> {
  return {
    object: 'claude-code-settings',
    workspace_id: workspaceId,
    managed_settings: settings.managed,
    default_config: settings.defaultConfig,
    login_notice: settings.loginNotice,
    last_updated_at: settings.lastUpdatedAt === 0 ? null : toIso(settings.lastUpdatedAt),
  };
}
