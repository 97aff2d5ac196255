/** What goes into and comes out of the verbs on saved filters of the log. */
import { z } from 'zod';
import { Moment } from '../fields.ts';
import { WorkspaceRef } from '../tenancy.ts';

export const CreateSavedFilter = z.strictObject({
  name: z.string().trim().min(1).max(100),
  query: z.string().trim().min(1).max(4000).meta({ description: 'The query line, as `status:5xx team:payments`.' }),
});
export const ListSavedFilters = z.strictObject({ workspace_id: WorkspaceRef });
export const DeleteSavedFilter = z.strictObject({ id: z.string().min(1) });

export const SavedFilterView = z.object({
  id: z.string(),
  name: z.string(),
  query: z.string(),
  workspace_id: z.string().nullable().meta({ description: 'null = of the whole organisation.' }),
  created_by: z.string(),
  created_at: Moment,
});

export const SavedFilterList = z.object({ object: z.literal('list'), data: z.array(SavedFilterView) });
