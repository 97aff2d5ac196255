/** One workspace. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { showLimits } from '../limits/view.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { findWorkspace } from './find.ts';
import type { WorkspaceView } from './schemas.ts';
import { GetWorkspace } from './schemas.ts';
import { viewWorkspace } from './view.ts';

export async function getWorkspace(context: ControlContext, input: unknown): Promise<z.infer<typeof WorkspaceView>> {
  requireScope(context, 'workspaces.read');
  const { id: ref } = parseInput(GetWorkspace, input);
  return look(context, async (tx) => {
    const workspace = await findWorkspace(context, tx, ref);
    return viewWorkspace(workspace, showLimits(context, await tx.limits.find('workspace', workspace.id)));
  });
}
