/** Removes a saved filter; everybody who sees it may. */
import { GatewayError } from '../../kernel/errors.ts';
import { pinnedWorkspace, type ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { DeleteSavedFilter } from './schemas.ts';

export async function deleteSavedFilter(context: ControlContext, input: unknown): Promise<Record<string, never>> {
  requireScope(context, 'logs.list');
  const { id } = parseInput(DeleteSavedFilter, input);
  const pinned = pinnedWorkspace(context);
  await look(context, async (tx) => {
    const filter = await tx.savedFilters.findById(id);
    if (filter === null || (pinned !== null && filter.workspaceId !== pinned)) {
      throw new GatewayError('not_found', `There is no saved filter "${id}".`);
    }
    await tx.savedFilters.remove(id);
  });
  return {};
}
