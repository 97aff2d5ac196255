/** One workspace. */
import type { z } from 'zod';
import { GatewayError } from '../../wire/errors.ts';
import type { ControlContext } from '../context.ts';
import { organisationOf, pinnedWorkspace } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import type { WorkspaceView } from './schemas.ts';
import { GetWorkspace } from './schemas.ts';
import { viewWorkspace } from './view.ts';

export async function getWorkspace(context: ControlContext, input: unknown): Promise<z.infer<typeof WorkspaceView>> {
  requireScope(context, 'workspaces.read');
  const { id: ref } = parseInput(GetWorkspace, input);
  const pinned = pinnedWorkspace(context);
  return look(context, async (tx) => {
    const found = (await tx.workspaces.list(organisationOf(context))).find(
      ({ id, slug }) => id === ref || slug === ref,
    );
    // Another tenant's gets the same answer as one that does not exist: it cannot be probed.
    if (found && (pinned === null || found.id === pinned)) return viewWorkspace(found);
    throw new GatewayError('not_found', `There is no workspace "${ref}".`);
  });
}
