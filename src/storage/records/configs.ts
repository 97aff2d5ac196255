/** Configs and their versions, as queries. */
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { ConfigRecord, ConfigRepository } from '../ports/records.ts';
import { newestFirst, requireReplaced, writingSlug } from './query-context.ts';
import type { QueryContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function configRepository(context: QueryContext): ConfigRepository {
  const { db } = context;
  const all = db.selectFrom('configs').selectAll();
  const active = all.where('status', '=', 'active');
  return {
    async insert(row) {
      await writingSlug(context, row.slug, () => db.insertInto('configs').values(toStored(row)).execute());
    },
    async replace(row) {
      const update = db.updateTable('configs').set(toStored(row)).where('id', '=', row.id);
      requireReplaced(await writingSlug(context, row.slug, () => update.executeTakeFirstOrThrow()), row.id);
    },
    async findById(id) {
      const row = await all.where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toConfig(row);
    },
    async findBySlug(workspaceId, slug) {
      const match = active.where('workspaceId', '=', workspaceId).where('slug', '=', slug);
      const row = await match.executeTakeFirst();
      return row === undefined ? null : toConfig(row);
    },
    async list(workspaceId, page) {
      const { total, rows } = await newestFirst(active.where('workspaceId', '=', workspaceId), page);
      return { total, rows: rows.map(toConfig) };
    },
    async insertVersion(version) {
      const position = sql<number>`(
        select coalesce(max(position), 0) + 1 from config_versions where config_id = ${version.configId}
      )`;
      const stored = { ...version, config: toJson(version.config), position };
      await db.insertInto('configVersions').values(stored).execute();
    },
    async listVersions(configId) {
      const ofConfig = db.selectFrom('configVersions').where('configId', '=', configId);
      const rows = await ofConfig
        .select(['id', 'configId', 'config', 'createdBy', 'createdAt'])
        .orderBy('position', 'desc')
        .execute();
      return rows.map((row) => ({ ...row, config: fromJson(row.config) }));
    },
  };
}

function toStored(row: ConfigRecord): Tables['configs'] {
  return { ...row, isDefault: Number(row.isDefault), config: toJson(row.config) };
}

export function toConfig(row: Selectable<Tables['configs']>): ConfigRecord {
  return { ...row, isDefault: row.isDefault === 1, config: fromJson(row.config) };
}
