/** What managers and members may see and do, where it differs from the defaults (src/control/permissions/toggles.ts). */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';

export interface PermissionsRecord {
  organisationId: OrganisationId;
  /** null = of the organisation. */
  workspaceId: WorkspaceId | null;
  /** Toggle by its name. Absent ones have their default, or for a workspace, the organisation's value. */
  toggles: Record<string, boolean>;
  /** Groups of toggles that workspaces may set for themselves. Empty for a workspace. */
  overridable: string[];
}

export interface PermissionsRepository {
  find(workspaceId: WorkspaceId | null): Promise<PermissionsRecord | null>;
  put(record: PermissionsRecord): Promise<void>;
}
