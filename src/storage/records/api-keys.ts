/** API keys, as queries. */
import { type Selectable, sql } from 'kysely';
import type { ApiKeyRecord, ApiKeyRepository } from '../ports/records/api-keys.ts';
import { nextPosition, pageOf, requireOwn, requireReplaced, writingSlug } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function apiKeyRepository(context: TenantContext): ApiKeyRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('apiKeys').selectAll().where('organisationId', '=', organisationId);
  const active = all.where('status', '=', 'active');
  const many = async (query: typeof all): Promise<ApiKeyRecord[]> =>
    (await query.orderBy('position', 'desc').execute()).map(toApiKey);
  const one = async (query: typeof all): Promise<ApiKeyRecord | null> => (await many(query.limit(1)))[0] ?? null;
  return {
    async insert(row) {
      requireOwn(context, row);
      const stored = { ...toStored(row), position: nextPosition('api_keys', organisationId) };
      await writingSlug(context, row.name, () => db.insertInto('apiKeys').values(stored).execute());
    },
    async replace(row) {
      requireOwn(context, row);
      const ours = db.updateTable('apiKeys').where('id', '=', row.id).where('organisationId', '=', organisationId);
      const update = ours.set(toStored(row));
      requireReplaced(await writingSlug(context, row.name, () => update.executeTakeFirstOrThrow()), row.id);
    },
    findById: (id) => one(all.where('id', '=', id)),
    findByHash: (hash) => one(active.where((eb) => eb.or([eb('hash', '=', hash), eb('previousHash', '=', hash)]))),
    listDueForRotation: (now) => many(active.where('nextRotationAt', '<=', now)),
    async listExpiring({ from, until }, { currentPage, pageSize }) {
      const expiring = active.where('expiresAt', '>', from).where('expiresAt', '<=', until);
      const ordered = expiring.orderBy('expiresAt').orderBy('id').limit(pageSize);
      return (await ordered.offset(currentPage * pageSize).execute()).map(toApiKey);
    },
    findByName: (workspaceId, name) =>
      one(
        active
          .where('name', '=', name)
          .where((eb) => (workspaceId === null ? eb('workspaceId', 'is', null) : eb('workspaceId', '=', workspaceId))),
      ),
    listByDefaultConfig: (workspaceId, slug) =>
      many(active.where('workspaceId', '=', workspaceId).where('defaultConfig', '=', slug)),
    listByUser: (workspaceId, userId) =>
      many(active.where('workspaceId', '=', workspaceId).where('userId', '=', userId)),
    async list({ workspaceId, types, ids, userId, nameContains }, page) {
      let query = active.where('type', 'in', types);
      if (workspaceId !== undefined) query = query.where('workspaceId', '=', workspaceId);
      if (ids !== undefined) query = query.where('id', 'in', ids);
      if (userId !== undefined) query = query.where('userId', '=', userId);
      if (nameContains !== undefined) query = query.where(named(nameContains));
      const { total, rows } = await pageOf(query, page);
      return { total, rows: rows.map(toApiKey) };
    },
  };
}

/** As a pattern, in which what has a meaning there stands for itself. */
const named = (text: string) => {
  const pattern = `%${text.toLowerCase().replaceAll(/[!%_]/g, '!$&')}%`;
  return sql<boolean>`lower(name) like ${pattern} escape '!'`;
};

function toStored(row: ApiKeyRecord): Omit<Tables['apiKeys'], 'position'> {
  const { scopes, defaults, alertEmails, rotation, previous } = row;
  return {
    ...row,
    scopes: toJson(scopes),
    defaults: toJson(defaults),
    alertEmails: toJson(alertEmails),
    rotation: toJson(rotation),
    previous: toJson(previous),
    defaultConfig: defaults.configId,
    previousHash: previous?.hash ?? null,
    nextRotationAt: rotation?.nextAt ?? null,
  };
}

function toApiKey(stored: Selectable<Tables['apiKeys']>): ApiKeyRecord {
  const { position: _, defaultConfig: __, previousHash: ___, nextRotationAt: ____, ...row } = stored;
  return {
    ...row,
    scopes: fromJson(row.scopes),
    defaults: fromJson(row.defaults),
    alertEmails: fromJson(row.alertEmails),
    rotation: fromJson(row.rotation),
    previous: fromJson(row.previous),
  };
}
