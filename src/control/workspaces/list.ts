/** The workspaces that a caller may see: all of the organisation, or the one that a key is pinned to. */
import type { z } from 'zod';
import type { Workspace } from '../../storage/ports/records.ts';
import type { ControlContext } from '../context.ts';
import { organisationOf, pinnedWorkspace } from '../context.ts';
import { asList, cutPage, toPage } from '../listing.ts';
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
  const part = wanted.name?.toLowerCase();
  const isWanted = ({ id, name }: Workspace): boolean =>
    (pinned === null || id === pinned) &&
    wanted.status !== 'archived' &&
    (part === undefined || name.toLowerCase().includes(part)) &&
    (wanted.exact_name === undefined || name === wanted.exact_name);
  const page = toPage({
    current_page: wanted.currentPage ?? wanted.current_page,
    page_size: wanted.pageSize ?? wanted.page_size,
  });
  return look(context, async (tx) => {
    const rows = await tx.workspaces.list(organisationOf(context));
    return asList(cutPage(rows.filter(isWanted), page), viewWorkspace);
  });
}
