/** Workspaces, as queries. What came after the first release stands in a table beside them: see migration 0003. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { Workspace, WorkspaceFilter, WorkspaceRepository } from '../ports/records/workspaces.ts';
import { nextPosition, requireOwn, requireReplaced, writingSlug } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { JsonText, Tables } from './schema.ts';

export function workspaceRepository(context: TenantContext): WorkspaceRepository {
  const { db, organisationId } = context;
  const all = selectWorkspaces(db).where('workspaces.organisationId', '=', organisationId);
  const active = all.where(IS_ACTIVE);
  const one = async (query: typeof all): Promise<Workspace | null> => {
    const row = await query.executeTakeFirst();
    return row === undefined ? null : toWorkspace(row);
  };
  return {
    async insert(row) {
      requireOwn(context, row);
      await writingSlug(context, row.slug, () => db.insertInto('workspaces').values(toStored(row)).execute());
      const position = nextPosition('workspace_details', organisationId);
      await db
        .insertInto('workspaceDetails')
        .values({ ...detailsOf(row), position })
        .execute();
    },
    async replace(row) {
      requireOwn(context, row);
      const ours = db.updateTable('workspaces').where('id', '=', row.id).where('organisationId', '=', organisationId);
      const update = ours.set(toStored(row));
      requireReplaced(await writingSlug(context, row.slug, () => update.executeTakeFirstOrThrow()), row.id);
      const position = nextPosition('workspace_details', organisationId);
      const details = db.insertInto('workspaceDetails').values({ ...detailsOf(row), position });
      await details.onConflict((known) => known.column('workspaceId').doUpdateSet(detailsOf(row))).execute();
    },
    findById: (id) => one(all.where('workspaces.id', '=', id as WorkspaceId)),
    findBySlug: (slug) => one(active.where('workspaces.slug', '=', slug)),
    findDefault: () => one(active.where('workspaces.isDefault', '=', 1)),
    async list(filter, { currentPage, pageSize }) {
      const wanted = matching(all, filter);
      const counted = wanted.clearSelect().select((eb) => eb.fn.countAll<number | string>().as('total'));
      const { total } = await counted.executeTakeFirstOrThrow();
      const rows = await wanted
        // Workspaces of before have no details, and came first.
        .orderBy(sql`coalesce(workspace_details.position, 0)`)
        .orderBy('workspaces.createdAt')
        .limit(pageSize)
        .offset(currentPage * pageSize)
        .execute();
      return { total: Number(total), rows: rows.map(toWorkspace) };
    },
    contents: (id) => countContents(db, { organisationId, workspaceId: id }),
  };
}

const IS_ACTIVE = sql<boolean>`coalesce(workspace_details.status, 'active') = 'active'`;

function selectWorkspaces(db: Kysely<Tables>) {
  return db
    .selectFrom('workspaces')
    .leftJoin('workspaceDetails', 'workspaceDetails.workspaceId', 'workspaces.id')
    .selectAll('workspaces')
    .select([
      'workspaceDetails.description',
      'workspaceDetails.defaults',
      'workspaceDetails.status',
      'workspaceDetails.lastUpdatedAt',
    ]);
}

type Query = ReturnType<typeof selectWorkspaces>;

/** Every active workspace of every tenant, or those among `ids`. */
export async function readActiveWorkspaces(
  db: Kysely<Tables>,
  ids: readonly WorkspaceId[] | null,
): Promise<Workspace[]> {
  const active = selectWorkspaces(db).where(IS_ACTIVE);
  const rows = await (ids === null ? active : active.where('workspaces.id', 'in', ids)).execute();
  return rows.map(toWorkspace);
}

function matching(query: Query, { id, name, exactName, status = 'active' }: WorkspaceFilter): Query {
  let wanted = query.where(sql<boolean>`coalesce(workspace_details.status, 'active') = ${status}`);
  if (id !== undefined) wanted = wanted.where('workspaces.id', '=', id);
  if (exactName !== undefined) wanted = wanted.where('workspaces.name', '=', exactName);
  if (name !== undefined) {
    // As text and not as a pattern, in which % and _ would mean more.
    wanted = wanted.where(sql<boolean>`replace(lower(name), ${name.toLowerCase()}, '') <> lower(name)`);
  }
  return wanted;
}

async function countContents(
  db: Kysely<Tables>,
  { organisationId, workspaceId }: { organisationId: OrganisationId; workspaceId: WorkspaceId },
) {
  const count = async (table: 'integrations' | 'providers' | 'configs' | 'guardrails' | 'apiKeys'): Promise<number> => {
    const rows = db
      .selectFrom(table)
      .where('organisationId', '=', organisationId)
      .where('workspaceId', '=', workspaceId)
      .where('status', '=', 'active');
    const { total } = await rows
      .select((eb) => eb.fn.countAll<number | string>().as('total'))
      .executeTakeFirstOrThrow();
    return Number(total);
  };
  return {
    integrations: await count('integrations'),
    providers: await count('providers'),
    configs: await count('configs'),
    guardrails: await count('guardrails'),
    apiKeys: await count('apiKeys'),
  };
}

/** In no slug: what stands behind it keeps the slug of an archived row from being in another's way. */
const ARCHIVED = '#';

function toStored({ id, organisationId, slug, name, isDefault, status, createdAt }: Workspace): Tables['workspaces'] {
  const stored = status === 'archived' ? `${slug}${ARCHIVED}${id}` : slug;
  return { id, organisationId, slug: stored, name, isDefault: Number(isDefault), createdAt };
}

function detailsOf({ id, organisationId, description, defaults, status, lastUpdatedAt }: Workspace) {
  return { workspaceId: id, organisationId, description, defaults: toJson(defaults), status, lastUpdatedAt };
}

interface Joined extends Omit<Workspace, 'isDefault' | 'defaults' | 'status' | 'lastUpdatedAt'> {
  isDefault: number;
  /** null where there are no details. */
  defaults: JsonText<Workspace['defaults']> | null;
  status: Workspace['status'] | null;
  lastUpdatedAt: number | null;
}

function toWorkspace(row: Joined): Workspace {
  return {
    ...row,
    slug: row.slug.split(ARCHIVED, 1)[0] ?? row.slug,
    isDefault: row.isDefault === 1,
    defaults: row.defaults === null ? { metadata: {} } : fromJson(row.defaults),
    status: row.status ?? 'active',
    lastUpdatedAt: row.lastUpdatedAt ?? row.createdAt,
  };
}
