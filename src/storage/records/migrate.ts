/** Brings the records' tables up to date. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { MIGRATIONS } from './migrations/registry.gen.ts';
import type { Tables } from './schema.ts';

/**
 * Brings the tables up to date, each migration whole or not at all. Throws when the database knows a migration that
 * this version does not, because then a newer Tollgate wrote it.
 */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  await sql`create table if not exists schema_migrations (name text primary key)`.execute(db);
  const applied = new Set((await db.selectFrom('schemaMigrations').select('name').execute()).map((row) => row.name));
  const unknown = [...applied].filter((name) => !MIGRATIONS.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `The records were written by a newer Tollgate (${unknown.join(', ')}): run that version or a later one.`,
    );
  }
  for (const migration of MIGRATIONS.filter(({ name }) => !applied.has(name))) {
    await db.transaction().execute(async (tx) => {
      for (const statement of migration.statements) await sql.raw(statement).execute(tx);
      await migration.fill?.(tx);
      await tx.insertInto('schemaMigrations').values({ name: migration.name }).execute();
    });
  }
}
