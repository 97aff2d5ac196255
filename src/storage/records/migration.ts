/** What one migration of the records is. */
import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

export interface Migration {
  name: string;
  statements: readonly string[];
  /** After the statements, for what SQL does not say. */
  fill?: (db: Kysely<Tables>) => Promise<void>;
}
