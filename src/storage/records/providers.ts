/** Providers, as queries. */
import type { ProviderRepository } from '../ports/records.ts';
import { newestFirst, requireReplaced, writingSlug } from './query-context.ts';
import type { QueryContext } from './query-context.ts';

export function providerRepository(context: QueryContext): ProviderRepository {
  const { db } = context;
  const all = db.selectFrom('providers').selectAll();
  const active = all.where('status', '=', 'active');
  return {
    async insert(row) {
      await writingSlug(context, row.slug, () => db.insertInto('providers').values(row).execute());
    },
    async replace(row) {
      const update = db.updateTable('providers').set(row).where('id', '=', row.id);
      requireReplaced(await writingSlug(context, row.slug, () => update.executeTakeFirstOrThrow()), row.id);
    },
    async findById(id) {
      return (await all.where('id', '=', id).executeTakeFirst()) ?? null;
    },
    async findBySlug(workspaceId, slug) {
      const match = active.where('workspaceId', '=', workspaceId).where('slug', '=', slug);
      return (await match.executeTakeFirst()) ?? null;
    },
    list: (workspaceId, page) => newestFirst(active.where('workspaceId', '=', workspaceId), page),
  };
}
