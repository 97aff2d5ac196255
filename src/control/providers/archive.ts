/** The part of deleting a provider that an integration's own deletion shares. */
import type { ProviderRecord } from '../../storage/ports/records/providers.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { audit } from '../transaction.ts';
import { viewProvider } from './view.ts';

/** Inside the caller's transaction, with its audit row. */
export async function archiveProvider(
  context: ControlContext,
  tx: TenantRecords,
  provider: ProviderRecord,
): Promise<void> {
  await tx.providers.replace({ ...provider, status: 'archived', lastUpdatedAt: context.clock.now() });
  await audit(context, tx, { action: 'provider.delete', subject: provider, before: viewProvider(context, provider) });
}
