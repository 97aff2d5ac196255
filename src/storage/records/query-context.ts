/** What every repository shares: the connection its queries run on, and how they write a slug and read a page. */
import type { Kysely, SelectQueryBuilder } from 'kysely';
import { SlugTakenError } from '../ports/records.ts';
import type { Listed, Page } from '../ports/records.ts';
import type { Tables } from './schema.ts';

export interface QueryContext {
  db: Kysely<Tables>;
  /** Is this the engine's error for a second row with the same slug? */
  isSlugTaken(error: unknown): boolean;
}

/** Runs one insert or update; the engine's complaint about the slug becomes a SlugTakenError. */
export async function writingSlug<Result>(
  context: QueryContext,
  slug: string,
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (context.isSlugTaken(error)) throw new SlugTakenError(slug, error);
    throw error;
  }
}

/** An update must have found its row: a caller that replaces what is not there has lost track of it. */
export function requireReplaced(result: { numUpdatedRows: bigint }, id: string): void {
  if (result.numUpdatedRows === 0n) throw new Error(`There is no row ${id} to replace`);
}

type Listable = 'integrations' | 'providers' | 'configs' | 'apiKeys';

/** One page of a query's rows, and how many there are in all. */
export async function newestFirst<Table extends Listable, Row>(
  query: SelectQueryBuilder<Tables, Table, Row>,
  page: Page,
): Promise<Listed<Row>> {
  const counted = query.clearSelect().select((eb) => eb.fn.countAll<number | string>().as('total'));
  const { total } = await counted.executeTakeFirstOrThrow();
  const ordered = query.orderBy('createdAt', 'desc').orderBy('id', 'desc');
  const rows = await ordered
    .limit(page.pageSize)
    .offset(page.currentPage * page.pageSize)
    .execute();
  return { total: Number(total), rows };
}
