/** The history of a guardrail. */
import type { GuardrailRow } from '../../storage/ports/records/guardrails.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';

/** Keeps the guardrail's live state as a version. */
export function insertVersion(tx: TenantRecords, row: GuardrailRow): Promise<void> {
  return tx.guardrails.insertVersion({
    id: row.versionId,
    guardrailId: row.id,
    sealedDefinition: row.sealedDefinition,
    createdBy: row.updatedBy,
    createdAt: row.lastUpdatedAt,
  });
}
