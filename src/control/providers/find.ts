/** A provider by the names people give it. */
import type { ProviderRecord } from '../../storage/ports/records/providers.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { resolveWorkspace } from '../tenancy.ts';

/** By slug or id, in one workspace; an id finds nothing in another. Throws `not_found`. */
export async function findProvider(
  context: ControlContext,
  tx: TenantRecords,
  wanted: { slug: string; workspace_id?: string | null | undefined },
): Promise<ProviderRecord> {
  const workspace = await resolveWorkspace(context, tx, wanted.workspace_id);
  const slug = wanted.slug.replace(/^@/, '');
  const found = (await tx.providers.findBySlug(workspace.id, slug)) ?? (await tx.providers.findById(slug));
  if (found?.status === 'active' && found.workspaceId === workspace.id) return found;
  throw new GatewayError('not_found', `There is no provider "${slug}" in workspace "${workspace.slug}".`);
}
