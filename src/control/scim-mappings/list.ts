/** The groups that a directory brought, and what they give. */
import type { z } from 'zod';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ScimMapping } from '../../storage/ports/records/scim.ts';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { lookUpWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { ListScimGroups, ListScimMappings } from './schemas.ts';
import type { ScimGroupList, ScimMappingList, ScimMappingView } from './schemas.ts';

export async function listScimMappings(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof ScimMappingList>> {
  requireScope(context, 'organisation_settings.read');
  const wanted = parseInput(ListScimMappings, input);
  return look(context, async (tx) => {
    const { workspace_id: ref, scim_group_id: groupId, role } = wanted;
    const workspace = ref === undefined ? null : await lookUpWorkspace(tx, ref);
    const found = (await tx.scimMappings.list()).filter(
      (mapping) =>
        (ref === undefined || mapping.workspaceId === workspace?.id) &&
        (groupId === undefined || mapping.groupId === groupId) &&
        (role === undefined || mapping.role === role),
    );
    const mappings = await Promise.all(found.map((mapping) => viewMapping(tx, mapping)));
    return { mappings, total_count: mappings.length };
  });
}

export async function viewMapping(tx: TenantRecords, mapping: ScimMapping): Promise<z.infer<typeof ScimMappingView>> {
  const { id, workspaceId, groupId, role } = mapping;
  const group = await tx.scimGroups.findById(groupId);
  return { id, workspace_id: workspaceId, scim_group: group?.displayName ?? '', scim_group_id: groupId, role };
}

export async function listGroupsOfDirectory(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof ScimGroupList>> {
  requireScope(context, 'organisation_settings.read');
  const { search } = parseInput(ListScimGroups, input);
  return look(context, async (tx) => {
    const part = search?.toLowerCase() ?? '';
    const found = (await tx.scimGroups.list()).filter(({ displayName }) => displayName.toLowerCase().includes(part));
    const groups: z.infer<typeof ScimGroupList>['groups'] = [];
    for (const { id, displayName } of found) {
      groups.push({ id, display_name: displayName, members: (await tx.scimGroups.memberIds(id)).length });
    }
    return { groups, total_count: groups.length };
  });
}
