/** Which tables the records have, as SQLite reports it: those that others refer to come first. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

export interface TableStructure {
  name: string;
  columns: string[];
  /** The columns of the primary key. */
  keys: string[];
}

/** Of this database itself, and no part of the records. */
const INTERNAL: ReadonlySet<string> = new Set([
  'schema_migrations',
  'schema_additions',
  'record_changes',
  'copy_progress',
  'processes',
]);

/** Throws for a table without a primary key: its rows cannot be told apart. */
export async function readStructure(sqlite: Kysely<Tables>): Promise<TableStructure[]> {
  const { rows } = await sql<{ name: string }>`
    select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name`.execute(sqlite);
  const names = rows.map(({ name }) => name).filter((name) => !INTERNAL.has(name));
  const parents = new Map<string, string[]>();
  for (const name of names) parents.set(name, await parentsOf(sqlite, name));
  const ordered: string[] = [];
  const place = (name: string): void => {
    if (ordered.includes(name)) return;
    for (const parent of parents.get(name) ?? []) if (parent !== name) place(parent);
    ordered.push(name);
  };
  for (const name of names) place(name);
  return Promise.all(ordered.map((name) => columnsOf(sqlite, name)));
}

async function parentsOf(sqlite: Kysely<Tables>, table: string): Promise<string[]> {
  const { rows } = await sql<{ parent: string }>`
    select "table" as parent from pragma_foreign_key_list(${table})`.execute(sqlite);
  return rows.map(({ parent }) => parent);
}

async function columnsOf(sqlite: Kysely<Tables>, name: string): Promise<TableStructure> {
  const { rows } = await sql<{ name: string; pk: number }>`
    select name, pk from pragma_table_info(${name}) order by cid`.execute(sqlite);
  const keys = rows.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
  if (keys.length === 0) throw new Error(`The table ${name} has no primary key.`);
  return { name, columns: rows.map((column) => column.name), keys: keys.map((key) => key.name) };
}
