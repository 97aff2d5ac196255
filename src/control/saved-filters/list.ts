/** The saved filters that a caller may use: those of the workspace and of the whole organisation. */
import type { z } from 'zod';
import { pinnedWorkspace, type ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import type { SavedFilterList } from './schemas.ts';
import { ListSavedFilters } from './schemas.ts';
import { viewSavedFilter } from './view.ts';

export async function listSavedFilters(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof SavedFilterList>> {
  requireScope(context, 'logs.list');
  const { workspace_id: ref } = parseInput(ListSavedFilters, input);
  return look(context, async (tx) => {
    const isEveryWorkspace = !ref && pinnedWorkspace(context) === null;
    const workspaceId = isEveryWorkspace ? null : (await resolveWorkspace(context, tx, ref)).id;
    return { object: 'list', data: (await tx.savedFilters.list(workspaceId)).map(viewSavedFilter) };
  });
}
