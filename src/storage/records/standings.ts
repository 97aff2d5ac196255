/** Whether directories still stand by people, as queries. */
import { sql, type RawBuilder } from 'kysely';
import type { StandingRepository } from '../ports/records/standings.ts';
import { requireOwn } from './query-context.ts';
import type { TenantContext } from './query-context.ts';

/** As `endOf` of the port: null where one of the directories has no end, or there is none. `user`: a column, or a value. */
export const endOfStanding = (user: RawBuilder<unknown>): RawBuilder<number | null> => sql`
  (select case when count(s.ends_at) < count(*) then null else max(s.ends_at) end from standings s
    where s.user_id = ${user} and not exists (select 1 from users u where u.id = s.user_id and u.role = 'owner'))`;

export function standingRepository(context: TenantContext): StandingRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('standings').selectAll().where('organisationId', '=', organisationId);
  const ofProvider = async (providerId: string): Promise<string[]> => {
    const found = await all.where('providerId', '=', providerId).execute();
    return [...new Set(found.map(({ userId }) => userId))];
  };
  return {
    async put(standing) {
      requireOwn(context, standing);
      const insert = db.insertInto('standings').values(standing);
      await insert.onConflict((known) => known.columns(['providerId', 'subject']).doUpdateSet(standing)).execute();
    },
    async find(providerId, subject) {
      const found = all.where('providerId', '=', providerId).where('subject', '=', subject);
      return (await found.executeTakeFirst()) ?? null;
    },
    listByUser: (userId) => all.where('userId', '=', userId).orderBy('id').execute(),
    async endOf(userId) {
      const { rows } = await sql<{ end: number | null }>`select ${endOfStanding(sql`${userId}`)} as "end"`.execute(db);
      return rows[0]?.end ?? null;
    },
    async changeAge(providerId, ageMs) {
      const ours = db.updateTable('standings').where('organisationId', '=', organisationId);
      await ours
        .set({ endsAt: ageMs === null ? null : sql<number>`confirmed_at + ${ageMs}` })
        .where('providerId', '=', providerId)
        .where('confirmedAt', '>', 0)
        .execute();
      return ofProvider(providerId);
    },
    async removeAll(providerId) {
      const whose = await ofProvider(providerId);
      const ours = db.deleteFrom('standings').where('organisationId', '=', organisationId);
      await ours.where('providerId', '=', providerId).execute();
      return whose;
    },
    async claim({ id, nextCheckAt: before, sealedRefreshToken }, nextCheckAt) {
      const { numUpdatedRows } = await db
        .updateTable('standings')
        .set({ nextCheckAt })
        .where('organisationId', '=', organisationId)
        .where('id', '=', id)
        .where('nextCheckAt', '=', before)
        .where('sealedRefreshToken', '=', sealedRefreshToken)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
  };
}
