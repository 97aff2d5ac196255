/** The embedded engine of the records port: one SQLite file. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { CamelCasePlugin, Kysely } from 'kysely';
import type { Records } from '../ports/records/records.ts';
import { readChanged, readConfiguration } from './configuration.ts';
import { migrate } from './migrate.ts';
import { nodeSqliteDialect } from './node-sqlite-dialect.ts';
import { systemRecords, tenantRecords } from './repositories.ts';
import type { Tables } from './schema.ts';

/** SQLITE_CONSTRAINT_UNIQUE, https://sqlite.org/rescode.html#constraint_unique; a primary key has a code of its own. */
const UNIQUE_VIOLATION = 2067;
/** How long to wait for another process that holds the file, as a backup does; ms. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Opens the file at `path` (`:memory:` for one that ends with the process), makes it if needed and brings its tables up
 * to date. A committed transaction survives a power cut. A transaction begun inside another one would wait for ever.
 */
export async function openSqliteRecords({ path }: { path: string }): Promise<Records> {
  const database = openDatabase(path);
  const db = new Kysely<Tables>({ dialect: nodeSqliteDialect(database), plugins: [new CamelCasePlugin()] });
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    within: (tenant, work) => db.transaction().execute((tx) => work(tenantRecords({ db: tx, isSlugTaken }, tenant))),
    system: (work) => db.transaction().execute((tx) => work(systemRecords({ db: tx, isSlugTaken }))),
    configuration: () => db.transaction().execute((tx) => readConfiguration({ db: tx, isSlugTaken })),
    changed: (changes) => db.transaction().execute((tx) => readChanged({ db: tx, isSlugTaken }, changes)),
    close: () => db.destroy(),
  };
}

/** Throws where the file is not there, or another process has it open. */
export function requireUnused(path: string): void {
  if (!existsSync(path)) throw new Error(`There are no records at ${path}.`);
  const database = new DatabaseSync(path);
  try {
    // Whoever has the file open, even idle, holds a lock that stands against this one.
    database.exec('pragma locking_mode = exclusive');
    database.exec('begin exclusive');
    database.exec('rollback');
  } catch (cause) {
    throw new Error(`${path} is in use: stop Tollgate first.`, { cause });
  } finally {
    database.close();
  }
}

/** Throws with what to do where the file is no database, or a damaged one. */
function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('pragma journal_mode = wal');
    database.exec('pragma synchronous = full');
    return database;
  } catch (cause) {
    database.close();
    const errcode = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & PRIMARY_CODE : null;
    if (errcode !== DAMAGED && errcode !== NO_DATABASE) throw cause;
    throw new Error(`${path} is damaged, or no database: restore it from a backup.`, { cause });
  }
}

/** https://sqlite.org/rescode.html */
const PRIMARY_CODE = 0xff;
const DAMAGED = 11;
const NO_DATABASE = 26;

function isSlugTaken(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === UNIQUE_VIOLATION;
}
