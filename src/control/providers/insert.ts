/** The part of creating a provider that an integration's own creation shares. */
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { ProviderRecord } from '../../storage/ports/records/providers.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { showLimits } from '../limits/view.ts';
import { writeLimits, type WantedLimits } from '../limits/write.ts';
import { audit } from '../transaction.ts';
import { viewProvider } from './view.ts';

export interface NewProvider {
  workspace: Workspace;
  integration: Integration;
  slug: string;
  name: string;
  note?: string | null | undefined;
  expiresAt?: number | null;
  limits?: WantedLimits;
}

/** Inside the caller's transaction, with its audit row. Throws `already_exists` when the slug is taken. */
export async function insertProvider(
  context: ControlContext,
  tx: TenantRecords,
  { workspace, integration, slug, name, note, expiresAt, limits = {} }: NewProvider,
): Promise<ProviderRecord> {
  if (await tx.providers.findBySlug(workspace.id, slug)) {
    throw new GatewayError('already_exists', `There is already a provider "${slug}" in workspace "${workspace.slug}".`);
  }
  const now = context.clock.now();
  const provider: ProviderRecord = {
    id: newId(context),
    slug,
    organisationId: workspace.organisationId,
    workspaceId: workspace.id,
    integrationId: integration.id,
    name,
    note: note ?? null,
    expiresAt: expiresAt ?? null,
    status: 'active',
    createdAt: now,
    lastUpdatedAt: now,
  };
  await tx.providers.insert(provider);
  const { after } = await writeLimits(context, tx, { owner: { kind: 'provider', ...provider }, wanted: limits });
  const shown = viewProvider(context, provider, showLimits(context, after));
  await audit(context, tx, { action: 'provider.create', subject: provider, after: shown });
  return provider;
}
