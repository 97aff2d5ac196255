/** Kysely on Node's own SQLite: Kysely's SQLite dialect, given the few calls it expects of better-sqlite3. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { SqliteDialect } from 'kysely';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/**
 * The dialect runs everything over the one connection handed in, and holds it for the length of a transaction: that is
 * what makes transactions run one after another. Destroying the Kysely instance closes the connection.
 */
export function nodeSqliteDialect(database: DatabaseSync, { isShared }: { isShared: boolean }): SqliteDialect {
  return new SqliteDialect({ database: adapt(database, isShared ? IMMEDIATE : {}) });
}

/**
 * Where other processes write the same file: a transaction that first reads and then writes would be refused at its first write
 * when one of them has written in between, and not be waited for.
 */
const IMMEDIATE: Readonly<Record<string, string>> = { begin: 'begin immediate' };

function adapt(database: DatabaseSync, inPlaceOf: Readonly<Record<string, string>>): SqliteDatabase {
  return {
    prepare(sql): SqliteStatement {
      const statement = database.prepare(inPlaceOf[sql] ?? sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...parameters.map(asInput)),
        run: (parameters) => statement.run(...parameters.map(asInput)),
        iterate: (parameters) => statement.iterate(...parameters.map(asInput)),
      };
    },
    close: () => database.close(),
  };
}

/** Kysely types parameters as unknown; what SQLite cannot store is a bug in a repository and is named as such. */
function asInput(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    return value;
  }
  throw new TypeError(`SQLite cannot store a parameter of type ${typeof value}`);
}
