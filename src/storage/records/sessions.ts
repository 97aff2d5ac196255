/** Sessions of the dashboard, as queries. */
import type { SessionRepository } from '../ports/records/sessions.ts';
import { requireOwn } from './query-context.ts';
import type { TenantContext } from './query-context.ts';

export function sessionRepository(context: TenantContext): SessionRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('sessions').selectAll().where('organisationId', '=', organisationId);
  const doomed = db.deleteFrom('sessions').where('organisationId', '=', organisationId);
  return {
    async insert(session) {
      requireOwn(context, session);
      await db.insertInto('sessions').values(session).execute();
    },
    async touch(id, usedAt) {
      const ours = db.updateTable('sessions').where('id', '=', id).where('organisationId', '=', organisationId);
      await ours.set({ usedAt }).execute();
    },
    listByUser: (userId) => all.where('userId', '=', userId).orderBy('startedAt', 'desc').orderBy('id').execute(),
    list: (limit) => all.orderBy('startedAt', 'desc').orderBy('id').limit(limit).execute(),
    findById: async (id) => (await all.where('id', '=', id).executeTakeFirst()) ?? null,
    async remove(id) {
      await doomed.where('id', '=', id).execute();
    },
    async removeByUser(userId, except) {
      const theirs = doomed.where('userId', '=', userId);
      await (except === undefined ? theirs : theirs.where('id', '<>', except)).execute();
    },
    async removeOver({ startedAt, usedAt }) {
      await doomed.where((eb) => eb.or([eb('startedAt', '<', startedAt), eb('usedAt', '<', usedAt)])).execute();
    },
  };
}
