/** People, as queries. Passwords stand in a table of their own, so that no read of a user can bring one along. */
import type { Selectable } from 'kysely';
import type { User, UserRepository } from '../ports/records/users.ts';
import { nextPosition, pageOf, requireOwn, requireReplaced, writingSlug } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import type { Tables } from './schema.ts';

export function userRepository(context: TenantContext): UserRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('users').selectAll().where('organisationId', '=', organisationId);
  const active = all.where('status', '=', 'active');
  const one = async (query: typeof all): Promise<User | null> => {
    const row = await query.executeTakeFirst();
    return row === undefined ? null : toUser(row);
  };
  return {
    async insert(row) {
      requireOwn(context, row);
      const stored = { ...row, position: nextPosition('users', organisationId) };
      await writingSlug(context, row.email, () => db.insertInto('users').values(stored).execute());
    },
    async replace(row) {
      requireOwn(context, row);
      const ours = db.updateTable('users').where('id', '=', row.id).where('organisationId', '=', organisationId);
      const update = ours.set(row);
      requireReplaced(await writingSlug(context, row.email, () => update.executeTakeFirstOrThrow()), row.id);
    },
    findById: (id) => one(all.where('id', '=', id)),
    findByEmail: (email) => one(active.where('email', '=', email)),
    async list({ role, email }, page) {
      let query = active;
      if (role !== undefined) query = query.where('role', '=', role);
      if (email !== undefined) query = query.where('email', '=', email);
      const { total, rows } = await pageOf(query, page);
      return { total, rows: rows.map(toUser) };
    },
    async findPassword(userId) {
      const ours = db.selectFrom('userPasswords').select('hash').where('organisationId', '=', organisationId);
      return (await ours.where('userId', '=', userId).executeTakeFirst())?.hash ?? null;
    },
    async putPassword(userId, hash) {
      if ((await one(all.where('id', '=', userId))) === null) throw new Error(`There is no user ${userId}`);
      const ours = db.deleteFrom('userPasswords').where('organisationId', '=', organisationId);
      await ours.where('userId', '=', userId).execute();
      if (hash !== null) await db.insertInto('userPasswords').values({ organisationId, userId, hash }).execute();
    },
  };
}

export function toUser({ position: _, ...row }: Selectable<Tables['users']>): User {
  return row;
}
