/** What every repository shares: its connection and its tenant, and how it writes a slug, an order and a page. */
import { sql } from 'kysely';
import type { Kysely, RawBuilder, SelectQueryBuilder } from 'kysely';
import type { OrganisationId } from '../../kernel/ids.ts';
import { SlugTakenError } from '../ports/records/row.ts';
import type { Listed, Page } from '../ports/records/row.ts';
import type { Tables } from './schema.ts';

export interface QueryContext {
  db: Kysely<Tables>;
  /** Is this the engine's error for a second row with the same slug, or a second key with the same text? */
  isSlugTaken(error: unknown): boolean;
}

/** Every query of a repository has this tenant among its conditions. */
export interface TenantContext extends QueryContext {
  organisationId: OrganisationId;
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

/** A row of another tenant is a mistake of the caller, and must not become one of the data. */
export function requireOwn(
  { organisationId }: TenantContext,
  row: { organisationId: OrganisationId; id: string },
): void {
  if (row.organisationId !== organisationId) throw new Error(`${row.id} belongs to another organisation`);
}

/** An update must have found its row: a caller that replaces what is not there has lost track of it. */
export function requireReplaced(result: { numUpdatedRows: bigint }, id: string): void {
  if (result.numUpdatedRows === 0n) throw new Error(`There is no row ${id} to replace`);
}

/** Of the row that is being inserted: one more than the last of its organisation. */
export function nextPosition(table: string, organisationId: OrganisationId): RawBuilder<number> {
  const rows = sql.raw(table);
  return sql<number>`(select coalesce(max(position), 0) + 1 from ${rows} where organisation_id = ${organisationId})`;
}

type Listable =
  | 'integrations'
  | 'secretReferences'
  | 'providers'
  | 'configs'
  | 'guardrails'
  | 'apiKeys'
  | 'auditEvents'
  | 'logExports'
  | 'users'
  | 'invites';

/** One page of a query's rows, newest first, and how many there are in all. */
export async function pageOf<Table extends Listable, Row>(
  query: SelectQueryBuilder<Tables, Table, Row>,
  { currentPage, pageSize }: Page,
): Promise<Listed<Row>> {
  const counted = query.clearSelect().select((eb) => eb.fn.countAll<number | string>().as('total'));
  const { total } = await counted.executeTakeFirstOrThrow();
  const ordered = query.orderBy('position', 'desc');
  const rows = await ordered
    .limit(pageSize)
    .offset(currentPage * pageSize)
    .execute();
  return { total: Number(total), rows };
}
