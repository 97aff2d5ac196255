/** What a directory keeps here, as queries. */
import type { Selectable } from 'kysely';
import type {
  ScimGroupRepository,
  ScimMappingRepository,
  ScimTokenRepository,
  ScimUser,
  ScimUserRepository,
} from '../ports/records/scim.ts';
import { requireOwn, requireReplaced, writingSlug } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function scimTokenRepository(context: TenantContext): ScimTokenRepository {
  const { db, organisationId } = context;
  return {
    async insert(token) {
      requireOwn(context, token);
      await db.insertInto('scimTokens').values(token).execute();
    },
    list: () =>
      db
        .selectFrom('scimTokens')
        .selectAll()
        .where('organisationId', '=', organisationId)
        .orderBy('createdAt', 'desc')
        .orderBy('id')
        .execute(),
    async remove(id) {
      const ours = db.deleteFrom('scimTokens').where('organisationId', '=', organisationId);
      return (await ours.where('id', '=', id).executeTakeFirstOrThrow()).numDeletedRows > 0n;
    },
  };
}

export function scimUserRepository(context: TenantContext): ScimUserRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('scimUsers').selectAll().where('organisationId', '=', organisationId);
  const one = (row: Selectable<Tables['scimUsers']> | undefined) => (row === undefined ? null : toUser(row));
  return {
    async insert(user) {
      requireOwn(context, { ...user, id: user.userId });
      const insert = db.insertInto('scimUsers').values(fromUser(user));
      await writingSlug(context, user.userName, () => insert.execute());
    },
    async replace(user) {
      requireOwn(context, { ...user, id: user.userId });
      const ours = db.updateTable('scimUsers').set(fromUser(user)).where('organisationId', '=', organisationId);
      const found = ours.where('userId', '=', user.userId);
      requireReplaced(await writingSlug(context, user.userName, () => found.executeTakeFirstOrThrow()), user.userId);
    },
    find: async (userId) => one(await all.where('userId', '=', userId).executeTakeFirst()),
    findByName: async (userName) => one(await all.where('userName', '=', userName).executeTakeFirst()),
    findByExternalId: async (externalId) => one(await all.where('externalId', '=', externalId).executeTakeFirst()),
    async list({ offset, limit }) {
      const counted = all.clearSelect().select((eb) => eb.fn.countAll<number | string>().as('total'));
      const { total } = await counted.executeTakeFirstOrThrow();
      const ordered = all.orderBy('createdAt').orderBy('userId');
      const rows = await ordered.limit(limit).offset(offset).execute();
      return { total: Number(total), rows: rows.map(toUser) };
    },
    async remove(userId) {
      const ours = db.deleteFrom('scimUsers').where('organisationId', '=', organisationId);
      await ours.where('userId', '=', userId).execute();
    },
  };
}

const fromUser = (user: ScimUser): Tables['scimUsers'] => ({
  ...user,
  attributes: toJson(user.attributes),
  mappedWorkspaces: toJson(user.mappedWorkspaces),
});

const toUser = (row: Selectable<Tables['scimUsers']>): ScimUser => ({
  ...row,
  attributes: fromJson(row.attributes),
  mappedWorkspaces: fromJson(row.mappedWorkspaces),
});

export function scimGroupRepository(context: TenantContext): ScimGroupRepository {
  const { db, organisationId } = context;
  const all = db
    .selectFrom('scimGroups')
    .select(['id', 'organisationId', 'displayName', 'externalId', 'createdAt', 'lastUpdatedAt'])
    .where('organisationId', '=', organisationId);
  return {
    async insert(group) {
      requireOwn(context, group);
      const row = { ...group, lowerName: group.displayName.toLowerCase() };
      await db.insertInto('scimGroups').values(row).execute();
    },
    async replace(group) {
      requireOwn(context, group);
      const row = { ...group, lowerName: group.displayName.toLowerCase() };
      const ours = db.updateTable('scimGroups').set(row).where('organisationId', '=', organisationId);
      requireReplaced(await ours.where('id', '=', group.id).executeTakeFirstOrThrow(), group.id);
    },
    findById: async (id) => (await all.where('id', '=', id).executeTakeFirst()) ?? null,
    findByName: async (name) => (await all.where('lowerName', '=', name.toLowerCase()).executeTakeFirst()) ?? null,
    list: () => all.orderBy('createdAt').orderBy('id').execute(),
    async remove(id) {
      await db
        .deleteFrom('scimGroupMembers')
        .where('organisationId', '=', organisationId)
        .where('groupId', '=', id)
        .execute();
      await db.deleteFrom('scimGroups').where('organisationId', '=', organisationId).where('id', '=', id).execute();
    },
    async memberIds(groupId) {
      const members = db.selectFrom('scimGroupMembers').select('userId').where('organisationId', '=', organisationId);
      const rows = await members.where('groupId', '=', groupId).orderBy('userId').execute();
      return rows.map(({ userId }) => userId);
    },
    groupsOf: (userId) =>
      all
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('scimGroupMembers')
            .select('groupId')
            .where('organisationId', '=', organisationId)
            .where('userId', '=', userId),
        )
        .orderBy('createdAt')
        .orderBy('id')
        .execute(),
    async addMember(groupId, userId) {
      const insert = db.insertInto('scimGroupMembers').values({ organisationId, groupId, userId });
      await insert.onConflict((known) => known.doNothing()).execute();
    },
    async removeMember(groupId, userId) {
      const ours = db.deleteFrom('scimGroupMembers').where('organisationId', '=', organisationId);
      await ours.where('groupId', '=', groupId).where('userId', '=', userId).execute();
    },
  };
}

export function scimMappingRepository(context: TenantContext): ScimMappingRepository {
  const { db, organisationId } = context;
  return {
    async insert(mapping) {
      requireOwn(context, mapping);
      await db.insertInto('scimMappings').values(mapping).execute();
    },
    list: () =>
      db
        .selectFrom('scimMappings')
        .selectAll()
        .where('organisationId', '=', organisationId)
        .orderBy('createdAt')
        .orderBy('id')
        .execute(),
    async remove(id) {
      const ours = db.deleteFrom('scimMappings').where('organisationId', '=', organisationId);
      await ours.where('id', '=', id).execute();
    },
  };
}
