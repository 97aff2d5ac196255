/** The part of deleting an API key that the deletion of its workspace shares. */
import type { ApiKeyRecord } from '../../storage/ports/records/api-keys.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { viewDevice } from '../devices/view.ts';
import { audit } from '../transaction.ts';
import { viewApiKey } from './view.ts';

/** Inside the caller's transaction, with its audit rows. The device whose access token it is is signed out. */
export async function archiveApiKey(context: ControlContext, tx: TenantRecords, key: ApiKeyRecord): Promise<void> {
  const device = await tx.devices.findByKey(key.id);
  if (device !== null) {
    await tx.devices.remove(device.id);
    const reason = 'its key was deleted';
    await audit(context, tx, {
      action: 'device.delete',
      subject: device,
      before: viewDevice(device),
      after: { reason },
    });
  }
  await tx.apiKeys.replace({ ...key, status: 'archived', lastUpdatedAt: context.clock.now() });
  await audit(context, tx, { action: 'api_key.delete', subject: key, before: viewApiKey(key) });
}
