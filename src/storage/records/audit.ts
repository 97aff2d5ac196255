/** The audit trail, as queries: written inside the transaction that it tells of, and never changed. */
import { sql } from 'kysely';
import type { RecordsTransaction } from '../ports/records.ts';
import type { QueryContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';

export function auditTrail({ db }: QueryContext): RecordsTransaction['audit'] {
  return {
    async insert(event) {
      const position = sql<number>`(
        select coalesce(max(position), 0) + 1 from audit_events where organisation_id = ${event.organisationId}
      )`;
      const stored = { ...event, before: toJson(event.before), after: toJson(event.after), position };
      await db.insertInto('auditEvents').values(stored).execute();
    },
    /** Newest first. */
    async list(organisationId) {
      const ours = db.selectFrom('auditEvents').selectAll().where('organisationId', '=', organisationId);
      const rows = await ours.orderBy('position', 'desc').execute();
      return rows.map(({ position: _, ...row }) => ({
        ...row,
        before: fromJson(row.before),
        after: fromJson(row.after),
      }));
    },
  };
}
