/** Saved filters, as queries. */
import type { SavedFilterRepository } from '../ports/records/saved-filters.ts';
import { requireOwn } from './query-context.ts';
import type { TenantContext } from './query-context.ts';

export function savedFilterRepository(context: TenantContext): SavedFilterRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('savedFilters').selectAll().where('organisationId', '=', organisationId);
  return {
    async insert(filter) {
      requireOwn(context, filter);
      await db.insertInto('savedFilters').values(filter).execute();
    },
    list(workspaceId) {
      const visible =
        workspaceId === null
          ? all
          : all.where((eb) => eb.or([eb('workspaceId', '=', workspaceId), eb('workspaceId', 'is', null)]));
      return visible.orderBy('name').orderBy('id').execute();
    },
    async findById(id) {
      return (await all.where('id', '=', id).executeTakeFirst()) ?? null;
    },
    async remove(id) {
      await db.deleteFrom('savedFilters').where('organisationId', '=', organisationId).where('id', '=', id).execute();
    },
  };
}
