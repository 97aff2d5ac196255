/** Copies the records of a file into PostgreSQL, and back. Nobody else may use either of them. */
import { existsSync } from 'node:fs';
import { type CopyOptions, copyRecords } from './copy.ts';
import { openPostgresTables } from './postgres.ts';
import { requireNoProcess } from './processes.ts';
import { openSqliteTables, requireUnused } from './sqlite.ts';

export interface CopyBetween extends Pick<CopyOptions, 'onTable' | 'besides'> {
  /** Of the file. */
  path: string;
  /** Of PostgreSQL. */
  url: string;
  to: 'postgres' | 'sqlite';
}

/** Resolves with the number of rows. Throws where one of the two is in use, or is no place to copy from or to. */
export async function copyBetween({ path, url, to, ...how }: CopyBetween): Promise<number> {
  if (to === 'postgres' || existsSync(path)) requireUnused(path);
  const { db: sqlite } = await openSqliteTables(path);
  try {
    const postgres = await openPostgresTables(url);
    try {
      await requireNoProcess(postgres);
      const [source, target] = to === 'postgres' ? [sqlite, postgres] : [postgres, sqlite];
      return await copyRecords({ source, target, sqlite, ...how });
    } finally {
      await postgres.destroy();
    }
  } finally {
    await sqlite.destroy();
  }
}

/** Throws where a Tollgate uses the database at `url`. */
export async function requireUnusedDatabase(url: string): Promise<void> {
  const db = await openPostgresTables(url);
  try {
    await requireNoProcess(db);
  } finally {
    await db.destroy();
  }
}
