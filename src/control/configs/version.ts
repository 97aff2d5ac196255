/** The history of a config: what every log row's `config_version_id` leads back to. */
import type { ConfigRecord, RecordsTransaction } from '../../storage/ports/records.ts';

/** Keeps the config's live state as a version. */
export function insertVersion(tx: RecordsTransaction, config: ConfigRecord): Promise<void> {
  return tx.configs.insertVersion({
    id: config.versionId,
    configId: config.id,
    config: config.config,
    createdBy: config.updatedBy,
    createdAt: config.lastUpdatedAt,
  });
}
