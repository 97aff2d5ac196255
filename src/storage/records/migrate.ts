/** Brings the records' tables up to date. */
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import { MIGRATIONS } from './migrations/registry.gen.ts';
import type { Tables } from './schema.ts';

/**
 * Brings the tables up to date, each migration whole or not at all. `lock` is taken first in each transaction, so that of
 * several processes one migrates and the others wait. Throws when the database knows a migration that this version does not,
 * because then a newer Tollgate wrote it.
 */
export async function migrate(
  db: Kysely<Tables>,
  lock: (tx: Transaction<Tables>) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const inTurn = <Result>(work: (tx: Transaction<Tables>) => Promise<Result>): Promise<Result> =>
    db.transaction().execute(async (tx) => {
      await lock(tx);
      return work(tx);
    });
  const applied = await inTurn(async (tx) => {
    await sql`create table if not exists schema_migrations (name text primary key)`.execute(tx);
    return new Set(await appliedTo(tx));
  });
  const unknown = [...applied].filter((name) => !MIGRATIONS.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `The records were written by a newer Tollgate (${unknown.join(', ')}): run that version or a later one.`,
    );
  }
  for (const migration of MIGRATIONS.filter(({ name }) => !applied.has(name))) {
    await inTurn(async (tx) => {
      // Another process may have been faster.
      if ((await appliedTo(tx)).includes(migration.name)) return;
      for (const statement of migration.statements) await sql.raw(statement).execute(tx);
      await migration.fill?.(tx);
      await tx.insertInto('schemaMigrations').values({ name: migration.name }).execute();
    });
  }
}

async function appliedTo(tx: Transaction<Tables>): Promise<string[]> {
  return (await tx.selectFrom('schemaMigrations').select('name').execute()).map(({ name }) => name);
}
