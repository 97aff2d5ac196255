/** The audit trail of the organisation, newest first. */
import type { z } from 'zod';
import type { AuditEvent, AuditFilter } from '../../storage/ports/records/audit.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { organisationOf } from '../context.ts';
import { toIso } from '../fields.ts';
import { parseInput, unknownReference } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import type { AuditLogList } from './schemas.ts';
import { ListAuditLogs } from './schemas.ts';

type Wanted = z.output<typeof ListAuditLogs>;

export async function listAuditLogs(context: ControlContext, input: unknown): Promise<z.infer<typeof AuditLogList>> {
  requireScope(context, 'audit_logs.list');
  const wanted = parseInput(ListAuditLogs, input);
  const { organisation_id: organisation } = wanted;
  if (organisation !== undefined && organisation !== organisationOf(context)) {
    throw unknownReference('organisation_id', `no organisation "${organisation}"`);
  }
  return look(context, async (tx) => {
    const page = { currentPage: wanted.current_page, pageSize: wanted.page_size };
    const { total, rows } = await tx.audit.list(await filterOf(context, tx, wanted), page);
    return { object: 'list', total, records: rows.map(viewEvent) };
  });
}

async function filterOf(context: ControlContext, tx: TenantRecords, wanted: Wanted): Promise<AuditFilter> {
  const { workspace_id: workspace } = wanted;
  const named = {
    method: wanted.method,
    uri: wanted.uri,
    requestId: wanted.request_id,
    actor: wanted.user_id,
    actorType: wanted.user_type,
    workspaceId: workspace === undefined ? undefined : (await resolveWorkspace(context, tx, workspace)).id,
    status: wanted.response_status_code,
    noun: wanted.resource_type,
    verb: wanted.action,
    address: wanted.client_ip,
    country: wanted.country,
  };
  const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  return { ...given, from: Date.parse(wanted.start_time), to: Date.parse(wanted.end_time) };
}

function viewEvent(event: AuditEvent): z.infer<typeof AuditLogList>['records'][number] {
  const [noun = '', verb = ''] = event.action.split('.');
  return {
    id: event.id,
    timestamp: toIso(event.createdAt),
    ...viewRequest(event.request),
    user_id: event.actor,
    user_type: event.actorType,
    organisation_id: event.organisationId,
    workspace_id: event.workspaceId,
    response_status_code: event.status,
    resource_type: noun,
    resource_id: event.resourceId,
    action: verb,
    country: event.request?.country ?? '',
    before: event.before,
    after: event.after,
  };
}

function viewRequest(request: AuditEvent['request']) {
  if (request === null) {
    return {
      method: '',
      uri: '',
      request_id: '',
      request_body: '',
      query_params: '',
      request_headers: '{}',
      client_ip: '',
    };
  }
  const [uri = '', query = ''] = request.uri.split('?', 2);
  const headers = { 'user-agent': request.userAgent, 'x-forwarded-for': request.forwardedFor };
  return {
    method: request.method,
    uri,
    request_id: request.id,
    request_body: request.body,
    query_params: query,
    request_headers: JSON.stringify(headers),
    client_ip: request.address,
  };
}
