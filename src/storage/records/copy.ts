/**
 * Copies every record from one engine into an empty one, table by table and row by row as they are stored. It can be
 * interrupted at any point and run again; at the end, rows and their contents are compared.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { readStructure, type TableStructure } from './structure.ts';
import type { Tables } from './schema.ts';

/** Far below the parameters that one statement may have: 32,766 in SQLite. */
const ROWS_AT_ONCE = 500;

export interface CopyOptions {
  source: Kysely<Tables>;
  target: Kysely<Tables>;
  /** Whichever of the two is SQLite: it shows how the tables hang together. */
  sqlite: Kysely<Tables>;
  /** Called for each table when it is copied. */
  onTable: (table: string, rows: number) => void;
  /** Moves what belongs to the records, once it is known that these two may be copied. Run again with an interrupted copy. */
  besides?: () => Promise<void>;
}

/**
 * Both have the same tables, and nobody writes to them. Resolves with the number of rows, of all tables together. Throws where
 * the target has records that no copy of this source began, and where a table differs in the end.
 */
export async function copyRecords({ source, target, sqlite, onTable, besides }: CopyOptions): Promise<number> {
  const tables = await readStructure(sqlite);
  const reached = await whereToGoOn(source, target, tables);
  await besides?.();
  const first = Math.max(
    0,
    tables.findIndex(({ name }) => name === reached.tableName),
  );
  for (const [index, table] of tables.slice(first).entries()) {
    await copyTable({ source, target, table, fingerprint: reached.fingerprint }, index === 0 ? reached.lastKey : '');
    onTable(table.name, await countOf(target, table.name));
  }
  let rows = 0;
  for (const table of tables) rows += await requireSame(source, target, table);
  await target.deleteFrom('copyProgress').execute();
  return rows;
}

/** Where an earlier copy of the same source ended; else the beginning, with a target that was emptied of what one left. */
async function whereToGoOn(
  source: Kysely<Tables>,
  target: Kysely<Tables>,
  tables: readonly TableStructure[],
): Promise<Progress> {
  const begun = await readProgress(target);
  if (begun === null && (await countOf(target, 'organisations')) > 0) {
    throw new Error('The target has records already: copy into an empty database.');
  }
  const fingerprint = await fingerprintOf(source, tables);
  if (begun?.fingerprint === fingerprint) return begun;
  // A source that was changed since: what was copied of it may be old.
  const beginning = { fingerprint, tableName: tables[0]?.name ?? '', lastKey: '' };
  await target.transaction().execute(async (tx) => {
    for (const { name } of tables.toReversed()) await sql`delete from ${sql.table(name)}`.execute(tx);
    await writeProgress(tx, beginning);
  });
  return beginning;
}

/** Resolves with the number of rows; throws where contents differ. */
async function requireSame(source: Kysely<Tables>, target: Kysely<Tables>, table: TableStructure): Promise<number> {
  const [there, here] = [await digestOf(source, table), await digestOf(target, table)];
  if (there.rows === here.rows && there.digest === here.digest) return here.rows;
  throw new Error(
    `The table ${table.name} differs after the copy: ${there.rows} rows to copy, ${here.rows} rows copied. ` +
      'Empty the target, and copy again.',
  );
}

/** Throws while a copy into this database has not come to its end: what is in it is not whole. */
export async function requireNoCopy(db: Kysely<Tables>): Promise<void> {
  if ((await readProgress(db)) === null) return;
  throw new Error('A copy of records into this database was not finished: run "tollgate migrate" again.');
}

interface Progress {
  /** Of the source when the copy began. */
  fingerprint: string;
  tableName: string;
  /** JSON of the last row's key; '' = no row of the table was copied. */
  lastKey: string;
}

const THE_ONLY = 1;

async function readProgress(db: Kysely<Tables>): Promise<Progress | null> {
  return (await db.selectFrom('copyProgress').selectAll().executeTakeFirst()) ?? null;
}

async function writeProgress(db: Kysely<Tables>, progress: Progress): Promise<void> {
  const insert = db.insertInto('copyProgress').values({ id: THE_ONLY, ...progress });
  await insert.onConflict((known) => known.column('id').doUpdateSet(progress)).execute();
}

/** What the latest change of the source would change: how many rows there are, and where the audit trails end. */
async function fingerprintOf(source: Kysely<Tables>, tables: readonly TableStructure[]): Promise<string> {
  const counts: [string, number][] = [];
  for (const { name } of tables) counts.push([name, await countOf(source, name)]);
  const ends = await source
    .selectFrom('auditEvents')
    .select(({ fn }) => ['organisationId', fn.max('position').as('last')])
    .groupBy('organisationId')
    .execute();
  const trails = ends.map(({ organisationId, last }) => `${organisationId} ${String(last)}`).toSorted();
  return createHash('sha256')
    .update(JSON.stringify([counts, trails]))
    .digest('hex');
}

type Row = Record<string, unknown>;

interface TableCopy {
  source: Kysely<Tables>;
  target: Kysely<Tables>;
  table: TableStructure;
  fingerprint: string;
}

async function copyTable({ source, target, table, fingerprint }: TableCopy, from: string): Promise<void> {
  let lastKey = from;
  for (;;) {
    const rows = await readPage(source, table, lastKey);
    const last = rows.at(-1);
    if (last !== undefined) lastKey = keyOf(table, last);
    await target.transaction().execute(async (tx) => {
      if (rows.length > 0) await insertRows(tx, table, rows);
      await writeProgress(tx, { fingerprint, tableName: table.name, lastKey });
    });
    if (rows.length < ROWS_AT_ONCE) return;
  }
}

const keyOf = ({ keys }: Pick<TableStructure, 'keys'>, row: Row): string => JSON.stringify(keys.map((key) => row[key]));

/** The rows after the key, in the order of the keys as this engine sorts them. */
async function readPage(
  db: Kysely<Tables>,
  { name, keys }: Pick<TableStructure, 'name' | 'keys'>,
  lastKey: string,
): Promise<Row[]> {
  const columns = sql.join(keys.map((key) => sql.ref(key)));
  const after =
    lastKey === '' ? sql`` : sql`where (${columns}) > (${sql.join(JSON.parse(lastKey) as (string | number)[])})`;
  const query = sql<Row>`select * from ${sql.table(name)} ${after} order by ${columns} limit ${sql.lit(ROWS_AT_ONCE)}`;
  return (await query.execute(db.withoutPlugins())).rows;
}

async function insertRows(db: Kysely<Tables>, { name, columns }: TableStructure, rows: readonly Row[]): Promise<void> {
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
  const names = sql.join(columns.map((column) => sql.ref(column)));
  await sql`insert into ${sql.table(name)} (${names}) values ${sql.join(values)}`.execute(db.withoutPlugins());
}

async function countOf(db: Kysely<Tables>, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db);
  return Number(rows[0]?.n);
}

const DIGEST_BYTES = 16;

/** Of the contents of all rows, whatever their order: engines sort text differently. */
async function digestOf(
  db: Kysely<Tables>,
  table: Pick<TableStructure, 'name' | 'keys'>,
): Promise<{ rows: number; digest: string }> {
  const sum = Buffer.alloc(DIGEST_BYTES);
  let [rows, lastKey] = [0, ''];
  for (;;) {
    const page = await readPage(db, table, lastKey);
    for (const row of page) {
      const sorted = Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1));
      const hash = createHash('sha256').update(JSON.stringify(sorted)).digest();
      for (let index = 0; index < DIGEST_BYTES; index += 1) sum[index] = (sum[index] ?? 0) ^ (hash[index] ?? 0);
    }
    rows += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < ROWS_AT_ONCE) return { rows, digest: sum.toString('hex') };
    lastKey = keyOf(table, last);
  }
}
