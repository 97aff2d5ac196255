/** An export of the log as shown. */
import type { z } from 'zod';
import type { LogExport } from '../../storage/ports/records/log-exports.ts';
import { toIso } from '../fields.ts';
import type { LogExportView } from './schemas.ts';

export function viewLogExport(row: LogExport): z.infer<typeof LogExportView> {
  return {
    id: row.id,
    object: 'export',
    organisation_id: row.organisationId,
    workspace_id: row.workspaceId,
    filters: { ...row.filters },
    requested_data: [...row.requestedData],
    status: row.status,
    description: row.description,
    total: row.total,
    created_by: row.createdBy,
    created_at: toIso(row.createdAt),
    last_updated_at: toIso(row.lastUpdatedAt),
  };
}
