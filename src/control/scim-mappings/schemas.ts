/** What goes into and comes out of the verbs on what groups give: the published API's shapes. */
import { z } from 'zod';

const Role = z.enum(['admin', 'manager', 'member']);

export const ListScimMappings = z.strictObject({
  workspace_id: z.string().min(1).optional(),
  scim_group_id: z.string().min(1).optional(),
  role: Role.optional(),
});

export const CreateScimMapping = z.strictObject({
  workspace_id: z.string().min(1).meta({ description: 'Id or slug.' }),
  role: Role,
  scim_group_id: z.string().min(1).optional(),
  scim_group_name: z.string().trim().min(1).max(500).optional().meta({
    description: 'In place of the id. A group that is not here yet is expected under this name.',
  }),
});

export const DeleteScimMapping = z.strictObject({ id: z.string().min(1) });
export const ListScimGroups = z.strictObject({ search: z.string().max(500).optional() });

export const ScimMappingView = z.object({
  id: z.string(),
  workspace_id: z.string(),
  scim_group: z.string(),
  scim_group_id: z.string(),
  role: Role,
});

export const ScimMappingList = z.object({ mappings: z.array(ScimMappingView), total_count: z.int() });
export const DeletedScimMapping = z.object({ success: z.boolean() });

export const ScimGroupList = z.object({
  groups: z.array(z.object({ id: z.string(), display_name: z.string(), members: z.int() })),
  total_count: z.int(),
});
