/** The audit trail becomes a chain, and says which request asked for an event. */
import type { Kysely } from 'kysely';
import { CHAIN_BEGINS } from '../../../kernel/hash-chain.ts';
import { chainHash } from '../../ports/records/audit-chain.ts';
import { toEvent } from '../audit.ts';
import type { Migration } from '../migration.ts';
import type { Tables } from '../schema.ts';

export const migration: Migration = {
  name: '0011-audit-chain',
  statements: [
    `alter table audit_events add column actor_type text not null default 'system'`,
    `update audit_events set actor_type = 'api_key' where actor not in ('bootstrap', 'declarative-file')`,
    `alter table audit_events add column status integer not null default 200`,
    ...['request_id', 'method', 'uri', 'address', 'forwarded_for', 'user_agent'].map(
      (column) => `alter table audit_events add column ${column} text`,
    ),
    `alter table audit_events add column hash text not null default ''`,
    `create index audit_events_time on audit_events (organisation_id, created_at)`,
    `create table audit_chain_starts (
      organisation_id text primary key,
      position bigint not null,
      hash text not null
    )`,
  ],
  fill: chainEvents,
};

/** Events of before the chain are taken into it as they are now. Page by page: a trail can be long. */
async function chainEvents(db: Kysely<Tables>): Promise<void> {
  const organisations = await db.selectFrom('auditEvents').select('organisationId').distinct().execute();
  for (const { organisationId } of organisations) {
    let [position, hash] = [0, CHAIN_BEGINS];
    const ours = db.selectFrom('auditEvents').selectAll().where('organisationId', '=', organisationId);
    const next = () => ours.where('position', '>', position).orderBy('position').limit(EVENTS_AT_ONCE).execute();
    for (let rows = await next(); rows.length > 0; rows = await next()) {
      for (const row of rows) {
        [position, hash] = [row.position, chainHash(hash, toEvent(row))];
        await db.updateTable('auditEvents').set({ hash }).where('id', '=', row.id).execute();
      }
    }
  }
}

const EVENTS_AT_ONCE = 1000;
