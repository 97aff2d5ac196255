/** The audit trail, as queries. */
import type { AuditTrail } from '../ports/records/audit.ts';
import { nextPosition, pageOf } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';

export function auditTrail({ db, organisationId }: TenantContext): AuditTrail {
  return {
    async insert(event) {
      if (event.organisationId !== organisationId) throw new Error(`${event.id} belongs to another organisation`);
      const position = nextPosition('audit_events', organisationId);
      const stored = { ...event, before: toJson(event.before), after: toJson(event.after), position };
      await db.insertInto('auditEvents').values(stored).execute();
    },
    async list(page) {
      const ours = db.selectFrom('auditEvents').selectAll().where('organisationId', '=', organisationId);
      const { total, rows } = await pageOf(ours, page);
      const events = rows.map(({ position: _, ...row }) => ({
        ...row,
        before: fromJson(row.before),
        after: fromJson(row.after),
      }));
      return { total, rows: events };
    },
  };
}
