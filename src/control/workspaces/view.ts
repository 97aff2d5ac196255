/** A workspace as shown. */
import type { z } from 'zod';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { toIso } from '../fields.ts';
import type { WorkspaceView } from './schemas.ts';

export function viewWorkspace(workspace: Workspace): z.infer<typeof WorkspaceView> {
  return {
    id: workspace.id,
    object: 'workspace',
    slug: workspace.slug,
    name: workspace.name,
    description: workspace.description,
    created_at: toIso(workspace.createdAt),
    last_updated_at: toIso(workspace.lastUpdatedAt),
    defaults: { metadata: workspace.defaults.metadata, is_default: workspace.isDefault ? 1 : 0, object: 'workspace' },
    usage_limits: null,
    rate_limits: null,
  };
}
