/** The embedded engine of the records port: one SQLite file. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { CamelCasePlugin, Kysely } from 'kysely';
import type { Records } from '../ports/records/records.ts';
import { requireNoCopy } from './copy.ts';
import { readChanged, readConfiguration } from './configuration.ts';
import { migrate } from './migrate.ts';
import { nodeSqliteDialect } from './node-sqlite-dialect.ts';
import { systemRecords, tenantRecords } from './repositories.ts';
import type { Tables } from './schema.ts';

/** SQLITE_CONSTRAINT_UNIQUE, https://sqlite.org/rescode.html#constraint_unique; a primary key has a code of its own. */
const UNIQUE_VIOLATION = 2067;
/** How long to wait for another process that holds the file, as a backup does; ms. */
const BUSY_TIMEOUT_MS = 5000;

export interface SqliteRecordsOptions {
  path: string;
  /** Other processes of this machine have it open as well, and say themselves what they have changed. */
  isShared?: boolean;
}

/**
 * Opens the file at `path` (`:memory:` for one that ends with the process), makes it if needed and brings its tables up
 * to date. A committed transaction survives a power cut. A transaction begun inside another one would wait for ever.
 */
export async function openSqliteRecords({ path, isShared = false }: SqliteRecordsOptions): Promise<Records> {
  const { db, database } = await openSqliteTables(path, isShared);
  try {
    await requireNoCopy(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const written = checkpointEarly(database);
  return {
    within: (tenant, work) =>
      written(db.transaction().execute((tx) => work(tenantRecords({ db: tx, isSlugTaken }, tenant)))),
    system: (work) => written(db.transaction().execute((tx) => work(systemRecords({ db: tx, isSlugTaken })))),
    configuration: () => db.transaction().execute((tx) => readConfiguration({ db: tx, isSlugTaken })),
    changed: (changes) => db.transaction().execute((tx) => readChanged({ db: tx, isSlugTaken }, changes)),
    changesOfOthers: null,
    close: () => db.destroy(),
  };
}

/** The tables themselves, up to date, for whoever copies them. Destroying `db` closes the file. */
export async function openSqliteTables(
  path: string,
  isShared = false,
): Promise<{ db: Kysely<Tables>; database: DatabaseSync }> {
  const database = openDatabase(path);
  const db = new Kysely<Tables>({
    dialect: nodeSqliteDialect(database, { isShared }),
    plugins: [new CamelCasePlugin()],
  });
  try {
    await migrate(db);
    return { db, database };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** Transactions after a start that are moved into the file at once: the tables, and what a first start makes. */
const EARLY_TRANSACTIONS = 50;
/** Pages of the write-ahead log after which SQLite moves them into the file; its own default is ten times as many. */
const CHECKPOINT_PAGES = 100;

/**
 * What was committed lies in the write-ahead log until SQLite moves it into the file. Somebody who copies or restores the
 * file alone would lose everything since the start, so that little is left there, and nothing of the first changes.
 */
function checkpointEarly(database: DatabaseSync): <Result>(work: Promise<Result>) => Promise<Result> {
  const checkpoint = (): void => database.exec('pragma wal_checkpoint(passive)');
  let left = EARLY_TRANSACTIONS;
  checkpoint();
  return async (work) => {
    const result = await work;
    // The next transaction may have begun; its end is time enough.
    if (left > 0 && !database.isTransaction) {
      left -= 1;
      checkpoint();
    }
    return result;
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
    database.exec(`pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
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
