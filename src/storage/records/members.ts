/** Members of workspaces, as queries. */
import type { Selectable } from 'kysely';
import type { Member, MemberRepository, MemberWithUser } from '../ports/records/members.ts';
import { nextPosition, requireOwn } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import type { Tables } from './schema.ts';

export function memberRepository(context: TenantContext): MemberRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('members').selectAll().where('organisationId', '=', organisationId);
  return {
    async put(member) {
      requireOwn(context, { ...member, id: `the membership of ${member.userId}` });
      const { role, lastUpdatedAt } = member;
      const insert = db.insertInto('members').values({ ...member, position: nextPosition('members', organisationId) });
      await insert
        .onConflict((known) => known.columns(['workspaceId', 'userId']).doUpdateSet({ role, lastUpdatedAt }))
        .execute();
    },
    async find(workspaceId, userId) {
      const ours = all.where('workspaceId', '=', workspaceId).where('userId', '=', userId);
      const row = await ours.executeTakeFirst();
      return row === undefined ? null : toMember(row);
    },
    async listByUser(userId) {
      return (await all.where('userId', '=', userId).orderBy('position').execute()).map(toMember);
    },
    async list({ workspaceId, role, email }, { currentPage, pageSize }) {
      let query = db
        .selectFrom('members')
        .innerJoin('users', 'users.id', 'members.userId')
        .where('members.organisationId', '=', organisationId)
        .where('members.workspaceId', '=', workspaceId)
        .where('users.status', '=', 'active');
      if (role !== undefined) query = query.where('members.role', '=', role);
      if (email !== undefined) query = query.where('users.email', '=', email);
      const counted = query.select((eb) => eb.fn.countAll<number | string>().as('total'));
      const { total } = await counted.executeTakeFirstOrThrow();
      const rows = await query
        .selectAll('users')
        .select([
          'members.workspaceId',
          'members.role as workspaceRole',
          'members.createdAt as joinedAt',
          'members.lastUpdatedAt as changedAt',
        ])
        .orderBy('members.position', 'desc')
        .limit(pageSize)
        .offset(currentPage * pageSize)
        .execute();
      return { total: Number(total), rows: rows.map(toBoth) };
    },
    async remove(workspaceId, userId) {
      const ours = db.deleteFrom('members').where('organisationId', '=', organisationId);
      await ours.where('workspaceId', '=', workspaceId).where('userId', '=', userId).execute();
    },
  };
}

type Both = Omit<Selectable<Tables['users']>, 'workspaceRole'> &
  Pick<Member, 'workspaceId'> & { workspaceRole: Member['role']; joinedAt: number; changedAt: number };

function toBoth({ position: _, workspaceId, workspaceRole, joinedAt, changedAt, ...user }: Both): MemberWithUser {
  const { id: userId, organisationId } = user;
  const dates = { createdAt: joinedAt, lastUpdatedAt: changedAt };
  return { member: { organisationId, workspaceId, userId, role: workspaceRole, ...dates }, user };
}

function toMember({ position: _, ...row }: Selectable<Tables['members']>): Member {
  return row;
}
