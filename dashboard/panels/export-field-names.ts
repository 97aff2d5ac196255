/** What the fields of an exported request are called. Its file has the names of the API. */
import type { NewLogExport } from '../api/queries/log-exports.ts';

type ExportedField = NewLogExport['requested_data'][number];

export const EXPORT_FIELD_NAMES: Readonly<Record<ExportedField, string>> = {
  id: 'Request id',
  trace_id: 'Trace id',
  created_at: 'Time',
  request: 'Body of the request',
  response: 'Body of the response',
  is_success: 'Succeeded or failed',
  ai_org: 'Service',
  ai_model: 'Model',
  req_units: 'Input tokens',
  res_units: 'Output tokens',
  total_units: 'All tokens',
  request_url: 'URL',
  cost: 'Cost',
  cost_currency: 'Currency',
  response_time: 'Duration',
  response_status_code: 'Status code',
  mode: 'Mode',
  config: 'Config',
  prompt_slug: 'Prompt',
  metadata: 'Metadata',
};
