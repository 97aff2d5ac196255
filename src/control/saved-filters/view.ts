/** A saved filter as shown. */
import type { z } from 'zod';
import type { SavedFilter } from '../../storage/ports/records/saved-filters.ts';
import { toIso } from '../fields.ts';
import type { SavedFilterView } from './schemas.ts';

export function viewSavedFilter(filter: SavedFilter): z.infer<typeof SavedFilterView> {
  return {
    id: filter.id,
    name: filter.name,
    query: filter.query,
    workspace_id: filter.workspaceId,
    created_by: filter.createdBy,
    created_at: toIso(filter.createdAt),
  };
}
