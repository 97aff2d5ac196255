/** Which processes use a shared database: each says so every few seconds, by the clock of the database. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

const EVERY_MS = 5000;
/** A process that was not seen for so long has died. */
const GONE_AFTER_MS = 20_000;

const CLOCK = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

export interface Presence {
  /** Says that this process is there, if it has not just done so. */
  show(): Promise<void>;
  /** Takes it back. */
  leave(): Promise<void>;
}

/** `now`: ms, of which only differences count. */
export function createPresence(db: Kysely<Tables>, now: () => number): Presence {
  const id = randomUUID();
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    async show() {
      if (now() - shownAt < EVERY_MS) return;
      await sql`insert into processes (id, seen_at) values (${id}, ${CLOCK})
        on conflict (id) do update set seen_at = excluded.seen_at`.execute(db);
      await sql`delete from processes where seen_at < ${CLOCK} - ${sql.lit(10 * GONE_AFTER_MS)}`.execute(db);
      shownAt = now();
    },
    async leave() {
      if (shownAt === Number.NEGATIVE_INFINITY) return;
      await db.deleteFrom('processes').where('id', '=', id).execute();
    },
  };
}

/** Throws while a Tollgate uses this database. */
export async function requireNoProcess(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from processes where seen_at > ${CLOCK} - ${sql.lit(GONE_AFTER_MS)}`.execute(db);
  const count = Number(rows[0]?.count);
  if (count === 0) return;
  throw new Error(
    `${count} Tollgate ${count === 1 ? 'process uses' : 'processes use'} this database: stop them first. ` +
      `One that was killed counts for ${GONE_AFTER_MS / 1000} seconds.`,
  );
}
