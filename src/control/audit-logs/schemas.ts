/** What goes into and comes out of the verbs on the audit trail. */
import { z } from 'zod';
import { Moment } from '../fields.ts';

export const ListAuditLogs = z.strictObject({
  start_time: Moment,
  end_time: Moment,
  organisation_id: z.string().min(1).optional().meta({ description: 'The caller’s own. There is no other to name.' }),
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).optional(),
  uri: z.string().min(1).optional().meta({ description: 'Part of the path.' }),
  request_id: z.string().min(1).optional(),
  user_id: z.string().min(1).optional().meta({ description: 'Id of a user or of an API key.' }),
  user_type: z.enum(['user', 'api_key', 'system']).optional(),
  workspace_id: z.string().min(1).optional().meta({ description: 'Id or slug.' }),
  response_status_code: z.coerce.number().int().optional(),
  resource_type: z.string().min(1).optional().meta({ description: 'As `integration`, `api_key`, `user`, `session`.' }),
  action: z.string().min(1).optional().meta({ description: 'As `create`, `update`, `delete`.' }),
  client_ip: z.string().min(1).optional(),
  country: z.string().length(2).toUpperCase().optional().meta({ description: 'Two letters, where a proxy says it.' }),
  current_page: z.coerce.number().int().min(0).default(0),
  page_size: z.coerce.number().int().min(1).max(100).default(50),
});

const AuditRecord = z.object({
  id: z.string(),
  timestamp: Moment,
  method: z.string().meta({ description: 'Empty for what nobody asked for over HTTP, as the declarative file.' }),
  uri: z.string(),
  request_id: z.string(),
  request_body: z
    .string()
    .meta({ description: 'JSON without secrets, which are `[masked]`; cut off after 10,000 characters.' }),
  query_params: z.string(),
  request_headers: z.string().meta({ description: 'JSON: `user-agent` and `x-forwarded-for`, no others.' }),
  user_id: z.string(),
  user_type: z.enum(['user', 'api_key', 'system']),
  organisation_id: z.string(),
  workspace_id: z.string().nullable(),
  response_status_code: z.int(),
  resource_type: z.string(),
  resource_id: z.string(),
  action: z.string(),
  client_ip: z.string(),
  country: z
    .string()
    .meta({ description: 'Two letters, as a trusted proxy says (`TOLLGATE_COUNTRY_HEADER`); else empty.' }),
  before: z.unknown(),
  after: z.unknown(),
});

export const AuditLogList = z.object({
  object: z.literal('list'),
  total: z.int(),
  records: z.array(AuditRecord),
});
