/** Brings the records' tables up to date. */
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import { isAdditive } from './migration.ts';
import { MIGRATIONS } from './migrations/registry.gen.ts';
import type { Tables } from './schema.ts';

/**
 * Brings the tables up to date, each migration whole or not at all. `lock` is taken first in each transaction, so that of
 * several processes one migrates and the others wait. Migrations of a newer Tollgate that only add something are no matter,
 * so that two versions can run side by side while one replaces the other. Throws where there is another one.
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
    await sql`create table if not exists schema_additions (name text primary key)`.execute(tx);
    return new Set(await appliedTo(tx));
  });
  const unknown = await unknownTo(db, applied);
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
      const { name } = migration;
      await tx.insertInto('schemaMigrations').values({ name }).execute();
      if (isAdditive(migration)) await tx.insertInto('schemaAdditions').values({ name }).execute();
    });
  }
}

/** Migrations of a newer version with which this one cannot run. */
async function unknownTo(db: Kysely<Tables>, applied: ReadonlySet<string>): Promise<string[]> {
  const additions = (await db.selectFrom('schemaAdditions').select('name').execute()).map(({ name }) => name);
  const isKnown = (name: string): boolean => MIGRATIONS.some((migration) => migration.name === name);
  return [...applied].filter((name) => !isKnown(name) && !additions.includes(name));
}

async function appliedTo(tx: Transaction<Tables>): Promise<string[]> {
  return (await tx.selectFrom('schemaMigrations').select('name').execute()).map(({ name }) => name);
}
