/** Whose workspace: keys of a workspace are pinned to it, organisation keys name one or get the default. */
import { z } from 'zod';
import type { TenantRecords } from '../storage/ports/records/records.ts';
import type { Workspace } from '../storage/ports/records/workspaces.ts';
import type { ControlContext } from './context.ts';
import { pinnedWorkspace } from './context.ts';
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
  tx: TenantRecords,
  ref: string | null | undefined,
): Promise<Workspace> {
  const pinned = pinnedWorkspace(context);
  const found = await lookUpWorkspace(tx, ref || pinned);
  if (found && (pinned === null || found.id === pinned)) return found;
  throw unknownReference('workspace_id', ref ? `no workspace "${ref}"` : 'this organisation has no default workspace');
}

/** By id or slug, active; without either the default one. */
export async function lookUpWorkspace(tx: TenantRecords, ref: string | null): Promise<Workspace | null> {
  if (!ref) return tx.workspaces.findDefault();
  const byId = await tx.workspaces.findById(ref);
  return byId?.status === 'active' ? byId : tx.workspaces.findBySlug(ref);
}
