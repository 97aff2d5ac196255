/** The history of a config: what every log row's `config_version_id` leads back to. */
import type { ConfigRecord } from '../../storage/ports/records/configs.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';

/** Keeps the config's live state as a version. */
export function insertVersion(tx: TenantRecords, config: ConfigRecord): Promise<void> {
  return tx.configs.insertVersion({
    id: config.versionId,
    configId: config.id,
    config: config.config,
    createdBy: config.updatedBy,
    createdAt: config.lastUpdatedAt,
  });
}
