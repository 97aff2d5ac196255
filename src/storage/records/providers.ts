/** Providers, as queries. */
import type { Selectable } from 'kysely';
import type { ProviderRecord, ProviderRepository } from '../ports/records/providers.ts';
import { nextPosition, pageOf, requireOwn, requireReplaced, writingSlug } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import type { Tables } from './schema.ts';

export function providerRepository(context: TenantContext): ProviderRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('providers').selectAll().where('organisationId', '=', organisationId);
  const active = all.where('status', '=', 'active');
  const one = async (query: typeof all): Promise<ProviderRecord | null> => {
    const row = await query.executeTakeFirst();
    return row === undefined ? null : toProvider(row);
  };
  return {
    async insert(row) {
      requireOwn(context, row);
      const stored = { ...row, position: nextPosition('providers', organisationId) };
      await writingSlug(context, row.slug, () => db.insertInto('providers').values(stored).execute());
    },
    async replace(row) {
      requireOwn(context, row);
      const ours = db.updateTable('providers').where('id', '=', row.id).where('organisationId', '=', organisationId);
      const update = ours.set(row);
      requireReplaced(await writingSlug(context, row.slug, () => update.executeTakeFirstOrThrow()), row.id);
    },
    findById: (id) => one(all.where('id', '=', id)),
    findBySlug: (workspaceId, slug) => one(active.where('workspaceId', '=', workspaceId).where('slug', '=', slug)),
    findByName: (workspaceId, name) =>
      one(active.where('workspaceId', '=', workspaceId).where('name', '=', name).orderBy('position', 'desc')),
    async listByIntegration(integrationId) {
      const rows = await active.where('integrationId', '=', integrationId).orderBy('position', 'desc').execute();
      return rows.map(toProvider);
    },
    async list(workspaceId, page) {
      const { total, rows } = await pageOf(active.where('workspaceId', '=', workspaceId), page);
      return { total, rows: rows.map(toProvider) };
    },
  };
}

export function toProvider({ position: _, ...row }: Selectable<Tables['providers']>): ProviderRecord {
  return row;
}
