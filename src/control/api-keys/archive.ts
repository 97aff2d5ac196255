/** The part of deleting an API key that the deletion of its workspace shares. */
import type { ApiKeyRecord } from '../../storage/ports/records/api-keys.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { audit } from '../transaction.ts';
import { viewApiKey } from './view.ts';

/** Inside the caller's transaction, with its audit row. */
export async function archiveApiKey(context: ControlContext, tx: TenantRecords, key: ApiKeyRecord): Promise<void> {
  await tx.apiKeys.replace({ ...key, status: 'archived', lastUpdatedAt: context.clock.now() });
  await audit(context, tx, { action: 'api_key.delete', subject: key, before: viewApiKey(key) });
}
