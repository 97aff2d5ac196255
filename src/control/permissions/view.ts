/** The toggles as shown. */
import type { z } from 'zod';
import type { PermissionsRecord } from '../../storage/ports/records/permissions.ts';
import type { PermissionsView } from './schemas.ts';
import { effectiveToggles, TOGGLE_GROUPS, togglesOf } from './toggles.ts';

/** `workspace` absent = those of the organisation. */
export function viewPermissions(
  organisation: PermissionsRecord | null,
  workspace?: { id: string; own: PermissionsRecord | null },
): z.infer<typeof PermissionsView> {
  return {
    object: 'permissions',
    workspace_id: workspace?.id ?? null,
    toggles: { ...effectiveToggles(organisation, workspace?.own ?? null) },
    own: (workspace === undefined ? organisation : workspace.own)?.toggles ?? {},
    groups: Object.fromEntries(TOGGLE_GROUPS.map((group) => [group, togglesOf(group)])),
    overridable: organisation?.overridable ?? [],
  };
}
