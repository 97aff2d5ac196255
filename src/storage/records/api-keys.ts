/** API keys, as queries. */
import type { Selectable } from 'kysely';
import type { ApiKeyRecord, ApiKeyRepository } from '../ports/records.ts';
import { newestFirst, requireReplaced } from './query-context.ts';
import type { QueryContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function apiKeyRepository({ db }: QueryContext): ApiKeyRepository {
  const all = db.selectFrom('apiKeys').selectAll();
  return {
    async insert(row) {
      await db.insertInto('apiKeys').values(toStored(row)).execute();
    },
    async replace(row) {
      const update = db.updateTable('apiKeys').set(toStored(row)).where('id', '=', row.id);
      requireReplaced(await update.executeTakeFirstOrThrow(), row.id);
    },
    async findById(id) {
      const row = await all.where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toApiKey(row);
    },
    async list(organisationId, workspaceId, page) {
      const ofAll = all.where('status', '=', 'active').where('organisationId', '=', organisationId);
      const ours = workspaceId === null ? ofAll : ofAll.where('workspaceId', '=', workspaceId);
      const { total, rows } = await newestFirst(ours, page);
      return { total, rows: rows.map(toApiKey) };
    },
  };
}

function toStored(row: ApiKeyRecord): Tables['apiKeys'] {
  return { ...row, scopes: toJson(row.scopes), defaults: toJson(row.defaults) };
}

export function toApiKey(row: Selectable<Tables['apiKeys']>): ApiKeyRecord {
  return { ...row, scopes: fromJson(row.scopes), defaults: fromJson(row.defaults) };
}
