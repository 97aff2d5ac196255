/** The routes of the audit trail. */
import { listAuditLogs } from '../../control/audit-logs/list.ts';
import * as auditLog from '../../control/audit-logs/schemas.ts';
import { get } from './route.ts';
import type { Route } from './route.ts';

export const AUDIT_LOG_ROUTES: readonly Route[] = [
  get('/audit-logs', listAuditLogs, [auditLog.ListAuditLogs, auditLog.AuditLogList]),
];
