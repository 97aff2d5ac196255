/** Integrations, as queries. */
import type { Selectable } from 'kysely';
import type { Integration, IntegrationRepository } from '../ports/records/integrations.ts';
import { nextPosition, pageOf, requireOwn, requireReplaced, writingSlug } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function integrationRepository(context: TenantContext): IntegrationRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('integrations').selectAll().where('organisationId', '=', organisationId);
  const active = all.where('status', '=', 'active');
  const one = async (query: typeof all): Promise<Integration | null> => {
    const row = await query.executeTakeFirst();
    return row === undefined ? null : toIntegration(row);
  };
  return {
    async insert(row) {
      requireOwn(context, row);
      const stored = { ...toStored(row), position: nextPosition('integrations', organisationId) };
      await writingSlug(context, row.slug, () => db.insertInto('integrations').values(stored).execute());
    },
    async replace(row) {
      requireOwn(context, row);
      const ours = db.updateTable('integrations').where('id', '=', row.id).where('organisationId', '=', organisationId);
      const update = ours.set(toStored(row));
      requireReplaced(await writingSlug(context, row.slug, () => update.executeTakeFirstOrThrow()), row.id);
    },
    findById: (id) => one(all.where('id', '=', id)),
    findBySlug: (slug) => one(active.where('slug', '=', slug)),
    findByName: (name) => one(active.where('name', '=', name).orderBy('position', 'desc')),
    async list({ ofOrganisation, ofWorkspaces }, page) {
      const wanted = active.where((eb) =>
        eb.or([
          ...(ofOrganisation ? [eb('workspaceId', 'is', null)] : []),
          ...(ofWorkspaces === 'all' ? [eb('workspaceId', 'is not', null)] : []),
          ...(ofWorkspaces === 'all' || ofWorkspaces === 'none' ? [] : [eb('workspaceId', '=', ofWorkspaces)]),
        ]),
      );
      const { total, rows } = await pageOf(wanted, page);
      return { total, rows: rows.map(toIntegration) };
    },
  };
}

function toStored(row: Integration): Omit<Tables['integrations'], 'position'> {
  const { models, access, priceMultipliers, secretMappings } = row;
  return {
    ...row,
    models: toJson(models),
    access: toJson(access),
    priceMultipliers: toJson(priceMultipliers),
    secretMappings: toJson(secretMappings),
  };
}

export function toIntegration({ position: _, ...row }: Selectable<Tables['integrations']>): Integration {
  const { models, access, priceMultipliers, secretMappings } = row;
  return {
    ...row,
    models: fromJson(models),
    access: fromJson(access),
    priceMultipliers: fromJson(priceMultipliers),
    secretMappings: fromJson(secretMappings),
  };
}
