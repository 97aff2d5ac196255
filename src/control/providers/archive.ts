/** The part of deleting a provider that an integration's own deletion shares. */
import type { ProviderRecord, RecordsTransaction } from '../../storage/ports/records.ts';
import type { OrganisationId } from '../../wire/ids.ts';
import type { ControlContext } from '../context.ts';
import { EVERYTHING } from '../listing.ts';
import { audit } from '../transaction.ts';
import { viewProvider } from './view.ts';

/** The live providers of an integration, in every workspace of the organisation. */
export async function providersOf(
  tx: RecordsTransaction,
  organisationId: OrganisationId,
  integrationId: string,
): Promise<ProviderRecord[]> {
  const found: ProviderRecord[] = [];
  for (const workspace of await tx.workspaces.list(organisationId)) {
    const { rows } = await tx.providers.list(workspace.id, EVERYTHING);
    found.push(...rows.filter((provider) => provider.integrationId === integrationId));
  }
  return found;
}

/** Inside the caller's transaction, with its audit row. */
export async function archiveProvider(
  context: ControlContext,
  tx: RecordsTransaction,
  provider: ProviderRecord,
): Promise<void> {
  await tx.providers.replace({ ...provider, status: 'archived', lastUpdatedAt: context.clock.now() });
  await audit(context, tx, { action: 'provider.delete', subject: provider, before: viewProvider(context, provider) });
}
