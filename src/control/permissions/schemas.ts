/** What goes into and comes out of the verbs on the permission toggles. */
import { z } from 'zod';
import { TOGGLE_GROUPS, TOGGLES } from './toggles.ts';

const ToggleName = z.enum(TOGGLES);
const GroupName = z.enum(TOGGLE_GROUPS);
const ToggleValues = z.partialRecord(ToggleName, z.boolean().nullable());

export const GetPermissions = z.strictObject({});
export const GetWorkspacePermissions = z.strictObject({ id: z.string().min(1).meta({ description: 'Id or slug.' }) });

export const UpdatePermissions = z.strictObject({
  toggles: ToggleValues.optional().meta({ description: 'Those to change; null goes back to the default.' }),
  overridable: z
    .array(GroupName)
    .optional()
    .meta({ description: 'Groups of toggles that each workspace may set for itself. Replaces the list.' }),
});

export const UpdateWorkspacePermissions = z.strictObject({
  id: z.string().min(1).meta({ description: 'Id or slug.' }),
  toggles: ToggleValues.meta({ description: 'Those to change; null goes back to what the organisation says.' }),
});

export const PermissionsView = z.object({
  object: z.literal('permissions'),
  workspace_id: z.string().nullable(),
  toggles: z.record(z.string(), z.boolean()).meta({ description: 'Every toggle, as it holds.' }),
  own: z.record(z.string(), z.boolean()).meta({ description: 'Those that were decided here.' }),
  groups: z.record(z.string(), z.array(z.string())),
  overridable: z.array(z.string()),
});
