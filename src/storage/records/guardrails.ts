/** Guardrails and their versions, as queries. */
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { GuardrailFilter, GuardrailRepository, GuardrailRow } from '../ports/records/guardrails.ts';
import { nextPosition, pageOf, requireOwn, requireReplaced, writingSlug } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function guardrailRepository(context: TenantContext): GuardrailRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('guardrails').selectAll().where('organisationId', '=', organisationId);
  const active = all.where('status', '=', 'active');
  const one = async (query: typeof all): Promise<GuardrailRow | null> => {
    const row = await query.executeTakeFirst();
    return row === undefined ? null : toGuardrail(row);
  };
  return {
    async insert(row) {
      requireOwn(context, row);
      const stored = { ...toStored(row), position: nextPosition('guardrails', organisationId) };
      await writingSlug(context, row.slug, () => db.insertInto('guardrails').values(stored).execute());
    },
    async replace(row) {
      requireOwn(context, row);
      const ours = db.updateTable('guardrails').where('id', '=', row.id).where('organisationId', '=', organisationId);
      const update = ours.set(toStored(row));
      requireReplaced(await writingSlug(context, row.slug, () => update.executeTakeFirstOrThrow()), row.id);
    },
    findById: (id) => one(all.where('id', '=', id)),
    findBySlug: (slug) => one(active.where('slug', '=', slug)),
    findByName: (workspaceId, name) =>
      one(matching(active, { workspaceId }).where('name', '=', name).orderBy('position', 'desc')),
    async list(filter, page) {
      const { total, rows } = await pageOf(matching(active, filter), page);
      return { total, rows: rows.map(toGuardrail) };
    },
    async insertVersion(version) {
      const position = sql<number>`(
        select coalesce(max(position), 0) + 1 from guardrail_versions where guardrail_id = ${version.guardrailId}
      )`;
      await db
        .insertInto('guardrailVersions')
        .values({ ...version, position })
        .execute();
    },
    async listVersions(guardrailId) {
      const ours = db.selectFrom('guardrails').select('id').where('organisationId', '=', organisationId);
      return db
        .selectFrom('guardrailVersions')
        .select(['id', 'guardrailId', 'sealedDefinition', 'createdBy', 'createdAt'])
        .where('guardrailId', '=', guardrailId)
        .where('guardrailId', 'in', ours.where('id', '=', guardrailId))
        .orderBy('position', 'desc')
        .execute();
    },
  };

  function matching(query: typeof all, { workspaceId, isWithOrganisation = false, ids }: GuardrailFilter): typeof all {
    let wanted = query;
    if (workspaceId === null) wanted = wanted.where('workspaceId', 'is', null);
    else if (workspaceId !== undefined && isWithOrganisation) {
      wanted = wanted.where((eb) => eb.or([eb('workspaceId', '=', workspaceId), eb('workspaceId', 'is', null)]));
    } else if (workspaceId !== undefined) wanted = wanted.where('workspaceId', '=', workspaceId);
    return ids === undefined ? wanted : wanted.where((eb) => eb.or([eb('id', 'in', ids), eb('slug', 'in', ids)]));
  }
}

function toStored(row: GuardrailRow): Omit<Tables['guardrails'], 'position'> {
  return {
    ...row,
    defaultSides: toJson(row.defaultSides),
    excludedWorkspaces: toJson(row.excludedWorkspaces),
  };
}

export function toGuardrail({ position: _, ...row }: Selectable<Tables['guardrails']>): GuardrailRow {
  return {
    ...row,
    defaultSides: fromJson(row.defaultSides),
    excludedWorkspaces: fromJson(row.excludedWorkspaces),
  };
}
