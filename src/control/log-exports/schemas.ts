/** What goes into and comes out of the verbs on exports of the log. */
import { z } from 'zod';
import { Moment } from '../fields.ts';
import { listOf, pageFields } from '../listing.ts';
import { LogFilterFields } from '../logs/schemas.ts';
import { WorkspaceRef } from '../tenancy.ts';

/** Rows that one export has at most, as in the published API. */
export const MAX_EXPORTED_ROWS = 50_000;
/** Rows that may be skipped to reach a numbered page: each of them is read. */
export const MAX_SKIPPED_ROWS = 500_000;

/** What a line of the file may hold. */
export const EXPORTED_FIELDS = [
  'id',
  'trace_id',
  'created_at',
  'request',
  'response',
  'is_success',
  'ai_org',
  'ai_model',
  'req_units',
  'res_units',
  'total_units',
  'request_url',
  'cost',
  'cost_currency',
  'response_time',
  'response_status_code',
  'mode',
  'config',
  'prompt_slug',
  'metadata',
] as const;

export type ExportedField = (typeof EXPORTED_FIELDS)[number];

const { workspace_id: _id, ...FILTERS } = LogFilterFields;

const Filters = z.strictObject({
  ...FILTERS,
  metadata: z
    .union([z.string(), z.record(z.string(), z.string()).transform((pairs) => JSON.stringify(pairs))])
    .optional()
    .meta({ description: 'A row must have every pair of it.' }),
  page_size: z.coerce.number().int().min(1).max(MAX_EXPORTED_ROWS).optional().meta({ description: 'Rows at most.' }),
  current_page: z.coerce.number().int().min(0).optional().meta({ description: 'From 0, in pages of `page_size`.' }),
});

const RequestedData = z
  .array(z.enum(EXPORTED_FIELDS))
  .min(1)
  .transform((names) => [...new Set(names)])
  .meta({ description: 'Members of each line; `request` and `response` take the scope `logs.view`.' });

const Description = z.string().max(500).meta({ description: 'What it is for.' });
const ExportId = z.string().min(1);

export const CreateLogExport = z.strictObject({
  workspace_id: WorkspaceRef,
  filters: Filters,
  requested_data: RequestedData,
  description: Description.default(''),
});

const REPEATED = {
  export_id: z.string().nullish().meta({ description: 'The published Node library repeats the id. Not read.' }),
};

export const UpdateLogExport = z.strictObject({
  id: ExportId,
  ...REPEATED,
  workspace_id: WorkspaceRef,
  filters: Filters,
  requested_data: RequestedData.optional(),
  description: Description.optional(),
});

export const GetLogExport = z.strictObject({ id: ExportId });
export const StartLogExport = GetLogExport.extend(REPEATED);
export const CancelLogExport = StartLogExport;
export const DownloadLogExport = GetLogExport;
export const ListLogExports = z.strictObject({ ...pageFields(100), workspace_id: WorkspaceRef });

export const SavedLogExport = z.object({ id: z.string(), total: z.int(), object: z.literal('export') });

export const LogExportView = z.object({
  id: z.string(),
  object: z.literal('export'),
  organisation_id: z.string(),
  workspace_id: z.string(),
  filters: z.record(z.string(), z.unknown()),
  requested_data: z.array(z.string()),
  status: z.enum(['draft', 'in_progress', 'success', 'failed', 'stopped']),
  description: z.string(),
  total: z.int().meta({ description: 'Rows that matched when it was saved, or started.' }),
  created_by: z.string(),
  created_at: Moment,
  last_updated_at: Moment,
});

export const LogExportList = listOf(LogExportView);

export const ListFieldRestrictions = z.strictObject({ workspace_id: WorkspaceRef });

export const FieldRestrictions = z.object({
  object: z.literal('field-restrictions'),
  deniedFields: z.array(z.enum(EXPORTED_FIELDS)).meta({ description: 'Members that no export may have.' }),
  allowed_fields: z.array(z.enum(EXPORTED_FIELDS)).meta({ description: 'What `requested_data` may name.' }),
});

export const LogExportTask = z.object({ message: z.string(), object: z.literal('export') });

export const LogExportLink = z.object({
  signed_url: z.string().meta({ description: 'Opens without a key, for fifteen minutes: JSON lines, newest first.' }),
});
