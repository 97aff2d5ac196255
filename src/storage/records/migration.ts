/** What one migration of the records is. */
import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

export interface Migration {
  /** As its file: a number of four digits, then what it is for. Migrations run in the order of their names. */
  name: string;
  statements: readonly string[];
  /** After the statements, for what SQL does not say. */
  fill?: (db: Kysely<Tables>) => Promise<void>;
}
