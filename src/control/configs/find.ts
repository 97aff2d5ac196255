/** A config by the names people give it. */
import type { ConfigRecord } from '../../storage/ports/records/configs.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { resolveWorkspace } from '../tenancy.ts';

/** By slug or id; null when the workspace has no such config. */
export async function lookUpConfig(
  tx: TenantRecords,
  workspaceId: WorkspaceId,
  ref: string,
): Promise<ConfigRecord | null> {
  const found = (await tx.configs.findBySlug(workspaceId, ref)) ?? (await tx.configs.findById(ref));
  return found?.status === 'active' && found.workspaceId === workspaceId ? found : null;
}

/** Throws `not_found`. */
export async function findConfig(
  context: ControlContext,
  tx: TenantRecords,
  wanted: { slug: string; workspace_id?: string | null | undefined },
): Promise<ConfigRecord> {
  const workspace = await resolveWorkspace(context, tx, wanted.workspace_id);
  const found = await lookUpConfig(tx, workspace.id, wanted.slug);
  if (found) return found;
  throw new GatewayError('not_found', `There is no config "${wanted.slug}" in workspace "${workspace.slug}".`);
}
