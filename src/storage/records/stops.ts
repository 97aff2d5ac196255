/** Stops, as queries. */
import type { StopRepository } from '../ports/records/stops.ts';
import { requireOwn, requireReplaced } from './query-context.ts';
import type { TenantContext } from './query-context.ts';

export function stopRepository(context: TenantContext): StopRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('stops').selectAll().where('organisationId', '=', organisationId);
  return {
    async insert(stop) {
      requireOwn(context, stop);
      await db.insertInto('stops').values(stop).execute();
    },
    async replace(stop) {
      requireOwn(context, stop);
      const ours = db.updateTable('stops').set(stop).where('organisationId', '=', organisationId);
      requireReplaced(await ours.where('id', '=', stop.id).executeTakeFirstOrThrow(), stop.id);
    },
    findById: async (id) => (await all.where('id', '=', id).executeTakeFirst()) ?? null,
    async list(workspaceId, { currentPage, pageSize }) {
      const standing = all.where('liftedAt', 'is', null);
      const meant = workspaceId === null ? standing : standing.where('workspaceId', '=', workspaceId);
      const counted = meant.clearSelect().select((eb) => eb.fn.countAll<number | string>().as('total'));
      const { total } = await counted.executeTakeFirstOrThrow();
      const rows = await meant
        .orderBy('createdAt', 'desc')
        .orderBy('id')
        .limit(pageSize)
        .offset(currentPage * pageSize)
        .execute();
      return { total: Number(total), rows };
    },
  };
}
