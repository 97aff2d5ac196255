/** The feed of changes for processes that share a PostgreSQL: written inside each change, read by everybody else. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import type { AuditTrail } from '../ports/records/audit.ts';
import { CHANGED_NOUNS, changeOf, type ChangesOfOthers } from '../ports/records/configuration.ts';
import type { TenantRecords } from '../ports/records/records.ts';
import { CHANGES_CHANNEL } from '../postgres-connections.ts';
import type { Tables } from './schema.ts';

const HOUR_MS = 3_600_000;
/** A process that was cut off for longer may miss changes until it is started again. */
const KEPT_MS = 7 * 24 * HOUR_MS;
/** Ids of own changes to be known when they are read back, which is soon or never. */
const MAX_OWN = 10_000;

export interface ChangeFeed {
  /** Like `tx`, and every change that it makes is in the feed. `ids` gets the ids of their rows. */
  noting(tx: TenantRecords, db: Kysely<Tables>, ids: string[]): TenantRecords;
  /** These were committed, and their process knows of it: it need not read them. */
  committed(ids: readonly string[]): void;
  read: ChangesOfOthers;
}

export interface ChangeFeedOptions {
  db: Kysely<Tables>;
  /** Held to the end of the transaction: who writes the feed is alone, so that positions become visible in their order. */
  lock: (tx: Kysely<Tables>) => Promise<unknown>;
  /** ms since the epoch. */
  now: () => number;
}

export function createChangeFeed({ db, lock, now }: ChangeFeedOptions): ChangeFeed {
  const own = new Set<string>();
  let lastTidied = now();
  return {
    noting(tx, connection, ids) {
      const insert: AuditTrail['insert'] = async (event) => {
        await tx.audit.insert(event);
        const change = changeOf(event);
        if (change === null) return;
        if (ids.length === 0) await lock(connection);
        const id = randomUUID();
        // Listeners hear of it when the transaction is committed, and then read the table.
        await sql`with noted as (
          insert into record_changes (position, id, noun, record_id, changed_at)
          select coalesce(max(position), 0) + 1, ${id}, ${change.noun}, ${change.id}, ${now()} from record_changes
        ) select pg_notify(${CHANGES_CHANNEL}, '')`.execute(connection);
        ids.push(id);
      };
      return { ...tx, audit: { ...tx.audit, insert } };
    },
    committed(ids) {
      for (const id of ids) own.add(id);
      for (const id of own) {
        if (own.size <= MAX_OWN) break;
        own.delete(id);
      }
    },
    async read(since) {
      if (now() - lastTidied > HOUR_MS) {
        lastTidied = now();
        await tidy(db, now() - KEPT_MS);
      }
      if (since === null) return { next: await lastPlace(db), changes: [] };
      const rows = await readAfter(db, since);
      const last = rows.at(-1);
      // A newer version may have nouns that this one does not know.
      const foreign = rows.filter(({ id, noun }) => !own.has(id) && CHANGED_NOUNS.includes(noun));
      return {
        next: last === undefined ? since : placeOf(last),
        changes: foreign.map(({ noun, recordId }) => ({ noun, id: recordId })),
      };
    },
  };
}

type FeedRow = Selectable<Tables['recordChanges']>;

/** The place before the first change. */
const NOTHING = '0';

const placeOf = ({ position, id }: FeedRow): string => `${position} ${id}`;

async function lastPlace(db: Kysely<Tables>): Promise<string> {
  const last = db.selectFrom('recordChanges').selectAll().orderBy('position', 'desc').limit(1);
  const row = await last.executeTakeFirst();
  return row === undefined ? NOTHING : placeOf(row);
}

async function readAfter(db: Kysely<Tables>, since: string): Promise<FeedRow[]> {
  const all = db.selectFrom('recordChanges').selectAll().orderBy('position');
  if (since === NOTHING) return all.execute();
  const [first, ...after] = await all.where('position', '>=', Number(since.split(' ', 1)[0])).execute();
  if (first !== undefined && placeOf(first) === since) return after;
  // Another history: the database was restored, or a standby without the last changes took over. All of it is read anew.
  return all.execute();
}

/** The last row stays, because positions go on from it. */
async function tidy(db: Kysely<Tables>, before: number): Promise<void> {
  await db
    .deleteFrom('recordChanges')
    .where('changedAt', '<', before)
    .where('position', '<', (last) => last.selectFrom('recordChanges').select((is) => is.fn.max('position').as('last')))
    .execute();
}
