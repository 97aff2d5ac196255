/** One workspace. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { showLimits } from '../limits/view.ts';
import { parseInput } from '../parse.ts';
import { togglesIn } from '../members/find.ts';
import { viewMember } from '../members/view.ts';
import { holdsScope, requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { findWorkspace } from './find.ts';
import type { WorkspaceDetail } from './schemas.ts';
import { GetWorkspace } from './schemas.ts';
import { viewWorkspace } from './view.ts';

/** The list of members has all of them, in pages. */
const FIRST_MEMBERS = { currentPage: 0, pageSize: 1000 };

export async function getWorkspace(context: ControlContext, input: unknown): Promise<z.infer<typeof WorkspaceDetail>> {
  requireScope(context, 'workspaces.read');
  const { id: ref } = parseInput(GetWorkspace, input);
  return look(context, async (tx) => {
    const workspace = await findWorkspace(context, tx, ref);
    const view = viewWorkspace(workspace, showLimits(context, await tx.limits.find('workspace', workspace.id)));
    if (!holdsScope(context, 'workspace_users.list')) return view;
    const toggles = await togglesIn(tx, workspace.id);
    const { rows } = await tx.members.list({ workspaceId: workspace.id }, FIRST_MEMBERS);
    return { ...view, users: rows.map((member) => viewMember(member, toggles)) };
  });
}
