/** Integrations, as queries. */
import type { IntegrationRepository } from '../ports/records.ts';
import { newestFirst, requireReplaced, writingSlug } from './query-context.ts';
import type { QueryContext } from './query-context.ts';

export function integrationRepository(context: QueryContext): IntegrationRepository {
  const { db } = context;
  const all = db.selectFrom('integrations').selectAll();
  const active = all.where('status', '=', 'active');
  return {
    async insert(row) {
      await writingSlug(context, row.slug, () => db.insertInto('integrations').values(row).execute());
    },
    async replace(row) {
      const update = db.updateTable('integrations').set(row).where('id', '=', row.id);
      requireReplaced(await writingSlug(context, row.slug, () => update.executeTakeFirstOrThrow()), row.id);
    },
    async findById(id) {
      return (await all.where('id', '=', id).executeTakeFirst()) ?? null;
    },
    async findBySlug(organisationId, slug) {
      const match = active.where('organisationId', '=', organisationId).where('slug', '=', slug);
      return (await match.executeTakeFirst()) ?? null;
    },
    list: (organisationId, page) => newestFirst(active.where('organisationId', '=', organisationId), page),
  };
}
