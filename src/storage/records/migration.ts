/** What one migration of the records is. */
import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

export interface Migration {
  /** As its file: a number of four digits, then what it is for. Migrations run in the order of their names. */
  name: string;
  statements: readonly string[];
  /** After the statements, for what SQL does not say. */
  fill?: (db: Kysely<Tables>) => Promise<void>;
  /** Why a version that does not know this migration cannot run on its tables; absent = it can (`isAdditive`). */
  breaks?: string;
}

/** The new tables, and the columns, rows and indexes that these statements add. */
const NEW_TABLE = /^create table (?:if not exists )?(\w+)/i;
const NEW_COLUMN = /^alter table \w+ add column "?\w+"? (.*)$/is;
const NEW_ROWS = /^insert into (\w+)/i;
const NEW_INDEX = /^create (unique )?index "?\w+"?\s+on (\w+)/i;

/**
 * Can a version that does not know the migration go on with the tables? It can where only tables, columns that may be left out
 * and indexes are added, and rows of the new tables; and no unique index on a table that it writes.
 */
export function isAdditive({ statements, fill, breaks }: Migration): boolean {
  if (fill !== undefined || breaks !== undefined) return false;
  const made = new Set(statements.map((statement) => NEW_TABLE.exec(statement)?.[1]));
  return statements.every((statement) => {
    if (NEW_TABLE.test(statement)) return true;
    const [, type] = NEW_COLUMN.exec(statement) ?? [];
    if (type !== undefined) return !/\bnot null\b/i.test(type) || /\bdefault\b/i.test(type);
    const [, filled] = NEW_ROWS.exec(statement) ?? [];
    if (filled !== undefined) return made.has(filled);
    const [, unique, table] = NEW_INDEX.exec(statement) ?? [];
    return table !== undefined && (unique === undefined || made.has(table));
  });
}
