/** The feed of changes for processes that share a PostgreSQL: written inside each change, read by everybody else. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import type { AuditTrail } from '../ports/records/audit.ts';
import { CHANGED_NOUNS, changeOf, type ChangesOfOthers, type RecordChange } from '../ports/records/configuration.ts';
import type { TenantRecords } from '../ports/records/records.ts';
import { CHANGES_CHANNEL } from '../postgres-connections.ts';
import type { Tables } from './schema.ts';

const HOUR_MS = 3_600_000;
/** A process that was cut off for longer may miss changes until it is started again. */
const KEPT_MS = 7 * 24 * HOUR_MS;
/** Ids of own changes to be known when they are read back, which is soon or never. */
const MAX_OWN = 10_000;

export interface ChangeFeed {
  /** A transaction of this process begins. */
  begin(): OwnChange;
  /** Like `tx`, and every change that it makes is in the feed as a row of `own`. */
  noting(tx: TenantRecords, db: Kysely<Tables>, own: OwnChange): TenantRecords;
  read: ChangesOfOthers;
}

/** The rows of one transaction of this process. */
export interface OwnChange {
  readonly ids: string[];
  /** Resolves at its end. A row can be read before this process has learnt that it was committed. */
  readonly ended: Promise<void>;
  /** When it was committed, this process knows of it and need not read it; else whoever reads the row reports it. */
  end(isCommitted: boolean): void;
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
  /** Own rows whose transaction has not ended. */
  const open = new Map<string, OwnChange>();
  let lastTidied = now();
  return {
    begin() {
      const ids: string[] = [];
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      const end = (isCommitted: boolean): void => {
        for (const id of ids) open.delete(id);
        if (isCommitted) for (const id of ids) own.add(id);
        for (const id of own) {
          if (own.size <= MAX_OWN) break;
          own.delete(id);
        }
        resolve();
      };
      return { ids, ended, end };
    },
    noting(tx, connection, change) {
      const note = async (changed: RecordChange): Promise<void> => {
        if (change.ids.length === 0) await lock(connection);
        const id = randomUUID();
        change.ids.push(id);
        open.set(id, change);
        // Listeners hear of it when the transaction is committed, and then read the table.
        const position = sql<number>`(select coalesce(max(position), 0) + 1 from record_changes)`;
        const row = { position, id, noun: changed.noun, recordId: changed.id, changedAt: now() };
        // As an insert, and no text of ours: a transaction that only reads learns from it that it writes.
        await connection.insertInto('recordChanges').values(row).execute();
        await sql`select pg_notify(${CHANGES_CHANNEL}, '')`.execute(connection);
      };
      const insert: AuditTrail['insert'] = async (event) => {
        await tx.audit.insert(event);
        const changed = changeOf(event);
        if (changed !== null) await note(changed);
      };
      const noteChanges: TenantRecords['noteChanges'] = async (changes) => {
        await tx.noteChanges(changes);
        for (const changed of changes) await note(changed);
      };
      return { ...tx, audit: { ...tx.audit, insert }, noteChanges };
    },
    async read(since) {
      if (now() - lastTidied > HOUR_MS) {
        lastTidied = now();
        await tidy(db, now() - KEPT_MS);
      }
      if (since === null) return { next: await lastPlace(db), changes: [] };
      const rows = await readAfter(db, since);
      for (const { id } of rows) await open.get(id)?.ended;
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
