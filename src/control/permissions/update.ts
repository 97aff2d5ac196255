/** Changes what managers and members may do. Takes effect with everybody's next request. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { PermissionsRecord } from '../../storage/ports/records/permissions.ts';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { findWorkspace } from '../workspaces/find.ts';
import type { PermissionsView } from './schemas.ts';
import { UpdatePermissions, UpdateWorkspacePermissions } from './schemas.ts';
import { TOGGLE_GROUPS, togglesOf } from './toggles.ts';
import { viewPermissions } from './view.ts';

export async function updatePermissions(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof PermissionsView>> {
  requireScope(context, 'organisation_settings.update');
  const wanted = parseInput(UpdatePermissions, input);
  return change(context, async (tx) => {
    const { organisationId } = tx;
    const before = await tx.permissions.find(null);
    const after: PermissionsRecord = {
      organisationId,
      workspaceId: null,
      toggles: changed(before?.toggles ?? {}, wanted.toggles ?? {}),
      overridable: wanted.overridable ?? before?.overridable ?? [],
    };
    await tx.permissions.put(after);
    await audit(context, tx, {
      action: 'permission.update',
      subject: { id: organisationId, organisationId, workspaceId: null },
      before: viewPermissions(before),
      after: viewPermissions(after),
    });
    return viewPermissions(after);
  });
}

/**
 * Owners, admins and keys of the organisation, and admins of the workspace: a manager must not widen what managers may do.
 * Throws `invalid_request` for a toggle whose group the organisation keeps to itself.
 */
export async function updateWorkspacePermissions(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof PermissionsView>> {
  requireScope(context, 'workspaces.update');
  requireWorkspaceAdmin(context);
  const wanted = parseInput(UpdateWorkspacePermissions, input);
  return change(context, async (tx) => {
    const { organisationId } = tx;
    const { id: workspaceId } = await findWorkspace(context, tx, wanted.id);
    const organisation = await tx.permissions.find(null);
    requireOverridable(organisation?.overridable ?? [], Object.keys(wanted.toggles));
    const before = await tx.permissions.find(workspaceId);
    const toggles = changed(before?.toggles ?? {}, wanted.toggles);
    const after: PermissionsRecord = { organisationId, workspaceId, toggles, overridable: [] };
    await tx.permissions.put(after);
    const shown = viewPermissions(organisation, { id: workspaceId, own: after });
    await audit(context, tx, {
      action: 'permission.update',
      subject: { id: workspaceId, organisationId, workspaceId },
      before: viewPermissions(organisation, { id: workspaceId, own: before }),
      after: shown,
    });
    return shown;
  });
}

function requireWorkspaceAdmin({ principal }: ControlContext): void {
  const isOfOrganisation =
    (principal.kind === 'api-key' && principal.type === 'organisation-service') ||
    (principal.kind === 'session' && principal.organisationRole !== 'member');
  const isAdmin = principal.kind === 'session' && principal.workspace?.role === 'admin';
  if (isOfOrganisation || isAdmin) return;
  throw new GatewayError('missing_scope', 'Only an admin of the workspace or of the organisation may change this.');
}

function requireOverridable(overridable: readonly string[], toggles: readonly string[]): void {
  for (const group of TOGGLE_GROUPS) {
    const wanted = togglesOf(group).find((toggle) => toggles.includes(toggle));
    if (wanted === undefined || overridable.includes(group)) continue;
    throw new GatewayError('invalid_request', `toggles.${wanted}: workspaces may not decide about ${group}.`, {
      hint: `An administrator of the organisation allows it with "${group}" in overridable.`,
    });
  }
}

function changed(
  before: Readonly<Record<string, boolean>>,
  wanted: Readonly<Record<string, boolean | null | undefined>>,
): Record<string, boolean> {
  const after: Record<string, boolean> = { ...before };
  for (const [toggle, value] of Object.entries(wanted)) {
    if (value === null) delete after[toggle];
    else if (value !== undefined) after[toggle] = value;
  }
  return after;
}
