/** Whose workspace: keys of a workspace are pinned to it, organisation keys name one or get the default. */
import { z } from 'zod';
import type { RecordsTransaction, Workspace } from '../storage/ports/records.ts';
import type { ControlContext } from './context.ts';
import { organisationOf, pinnedWorkspace } from './context.ts';
import { unknownReference } from './parse.ts';

export const WorkspaceRef = z
  .string()
  .min(1)
  .nullish()
  .meta({ description: 'Id or slug. Only organisation keys choose; absent means the default workspace.' });

/**
 * The workspace a verb works in. A pinned key that names another workspace gets the same answer as for one that does
 * not exist: other tenants cannot be probed.
 */
export async function resolveWorkspace(
  context: ControlContext,
  tx: RecordsTransaction,
  ref: string | null | undefined,
): Promise<Workspace> {
  const pinned = pinnedWorkspace(context);
  const visible = (await tx.workspaces.list(organisationOf(context))).filter(
    (workspace) => pinned === null || workspace.id === pinned,
  );
  const found = ref
    ? visible.find((workspace) => workspace.id === ref || workspace.slug === ref)
    : visible.find((workspace) => pinned !== null || workspace.isDefault);
  if (found) return found;
  throw unknownReference('workspace_id', ref ? `no workspace "${ref}"` : 'this organisation has no default workspace');
}
