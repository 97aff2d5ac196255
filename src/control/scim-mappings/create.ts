/** Says what a group gives: one role, in as many workspaces as are mapped. Its members have it at once. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ScimGroup, ScimMapping } from '../../storage/ports/records/scim.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { invalid, parseInput, unknownReference } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { applyGroups } from '../scim/group-roles.ts';
import { lookUpWorkspace } from '../tenancy.ts';
import { audit, change } from '../transaction.ts';
import { requireMayGiveWorkspaceRole } from '../users/rank.ts';
import { viewMapping } from './list.ts';
import { CreateScimMapping, type ScimMappingView } from './schemas.ts';

type Wanted = z.output<typeof CreateScimMapping>;

export async function createScimMapping(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof ScimMappingView>> {
  requireScope(context, 'organisation_settings.update');
  const wanted = parseInput(CreateScimMapping, input);
  requireMayGiveWorkspaceRole(context, wanted.role);
  return change(context, async (tx) => {
    const workspace = await lookUpWorkspace(tx, wanted.workspace_id);
    if (workspace === null) throw unknownReference('workspace_id', `no workspace "${wanted.workspace_id}"`);
    const group = await groupOf(context, tx, wanted);
    const mapped = (await tx.scimMappings.list()).filter(({ groupId }) => groupId === group.id);
    if (mapped.some(({ role }) => role !== wanted.role)) {
      throw new GatewayError(
        'in_use',
        `"${group.displayName}" gives another role in other workspaces: a group gives one role.`,
      );
    }
    if (mapped.some(({ workspaceId }) => workspaceId === workspace.id)) {
      throw new GatewayError('already_exists', `"${group.displayName}" is mapped to this workspace.`);
    }
    const mapping: ScimMapping = {
      id: newId(context),
      organisationId: tx.organisationId,
      groupId: group.id,
      workspaceId: workspace.id,
      role: wanted.role,
      createdAt: context.clock.now(),
    };
    await tx.scimMappings.insert(mapping);
    const view = await viewMapping(tx, mapping);
    await audit(context, tx, { action: 'scim_mapping.create', subject: mapping, after: view });
    for (const userId of await tx.scimGroups.memberIds(group.id)) await applyGroups(context, tx, userId);
    return view;
  });
}

async function groupOf(context: ControlContext, tx: TenantRecords, wanted: Wanted): Promise<ScimGroup> {
  const { scim_group_id: id, scim_group_name: displayName } = wanted;
  if ((id === undefined) === (displayName === undefined))
    throw invalid('scim_group_id', 'takes either it or scim_group_name');
  if (id !== undefined) {
    const found = await tx.scimGroups.findById(id);
    if (found === null) throw unknownReference('scim_group_id', `no group "${id}"`);
    return found;
  }
  const named = await tx.scimGroups.findByName(displayName ?? '');
  if (named !== null) return named;
  const now = context.clock.now();
  const { organisationId } = tx;
  const made = { id: newId(context), organisationId, displayName: displayName ?? '', externalId: null };
  const group: ScimGroup = { ...made, createdAt: now, lastUpdatedAt: now };
  await tx.scimGroups.insert(group);
  return group;
}
