/** Gives a filter of the log a name, for everybody of the workspace. */
import type { z } from 'zod';
import { organisationOf, pinnedWorkspace, type ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { principalName } from '../principal.ts';
import type { SavedFilterView } from './schemas.ts';
import { CreateSavedFilter } from './schemas.ts';
import { viewSavedFilter } from './view.ts';

export async function createSavedFilter(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof SavedFilterView>> {
  requireScope(context, 'logs.list');
  const wanted = parseInput(CreateSavedFilter, input);
  const filter = {
    id: newId(context),
    organisationId: organisationOf(context),
    workspaceId: pinnedWorkspace(context),
    ...wanted,
    createdBy: principalName(context.principal),
    createdAt: context.clock.now(),
  };
  // A name for a view changes nothing that the data plane reads: there is no audit row and nothing to announce.
  await context.records.within(filter.organisationId, (tx) => tx.savedFilters.insert(filter));
  return viewSavedFilter(filter);
}
