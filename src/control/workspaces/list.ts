/** The workspaces that a caller may see: all of the organisation, or the one that a key is pinned to. */
import type { z } from 'zod';
import type { WorkspaceFilter } from '../../storage/ports/records/workspaces.ts';
import type { ControlContext } from '../context.ts';
import { pinnedWorkspace } from '../context.ts';
import { asList, toPage } from '../listing.ts';
import { shownLimits } from '../limits/view.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import type { WorkspaceList } from './schemas.ts';
import { ListWorkspaces } from './schemas.ts';
import { viewWorkspace } from './view.ts';

export async function listWorkspaces(context: ControlContext, input: unknown): Promise<z.infer<typeof WorkspaceList>> {
  requireScope(context, 'workspaces.list');
  const wanted = parseInput(ListWorkspaces, input);
  const pinned = pinnedWorkspace(context);
  const filter: WorkspaceFilter = {
    ...(pinned === null ? {} : { id: pinned }),
    ...(wanted.name === undefined ? {} : { name: wanted.name }),
    ...(wanted.exact_name === undefined ? {} : { exactName: wanted.exact_name }),
    ...(wanted.status === undefined ? {} : { status: wanted.status }),
  };
  const page = toPage({
    current_page: wanted.currentPage ?? wanted.current_page,
    page_size: wanted.pageSize ?? wanted.page_size,
  });
  return look(context, async (tx) => {
    const limitsOf = await shownLimits(context, tx, 'workspace');
    return asList(await tx.workspaces.list(filter, page), (row) => viewWorkspace(row, limitsOf(row)));
  });
}
