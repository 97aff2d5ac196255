/** Configs and their versions, as queries. */
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { ConfigRecord, ConfigRepository } from '../ports/records/configs.ts';
import { nextPosition, pageOf, requireOwn, requireReplaced, writingSlug } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function configRepository(context: TenantContext): ConfigRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('configs').selectAll().where('organisationId', '=', organisationId);
  const active = all.where('status', '=', 'active');
  const one = async (query: typeof all): Promise<ConfigRecord | null> => {
    const row = await query.executeTakeFirst();
    return row === undefined ? null : toConfig(row);
  };
  return {
    async insert(row) {
      requireOwn(context, row);
      const stored = { ...toStored(row), position: nextPosition('configs', organisationId) };
      await writingSlug(context, row.slug, () => db.insertInto('configs').values(stored).execute());
    },
    async replace(row) {
      requireOwn(context, row);
      const ours = db.updateTable('configs').where('id', '=', row.id).where('organisationId', '=', organisationId);
      const update = ours.set(toStored(row));
      requireReplaced(await writingSlug(context, row.slug, () => update.executeTakeFirstOrThrow()), row.id);
    },
    findById: (id) => one(all.where('id', '=', id)),
    findBySlug: (workspaceId, slug) => one(active.where('workspaceId', '=', workspaceId).where('slug', '=', slug)),
    findByName: (workspaceId, name) =>
      one(active.where('workspaceId', '=', workspaceId).where('name', '=', name).orderBy('position', 'desc')),
    async listBySlug(slug) {
      return (await active.where('slug', '=', slug).orderBy('position', 'desc').execute()).map(toConfig);
    },
    async listWithMember(workspaceId, member) {
      // As text and not as a pattern, in which _ would mean more.
      const has = sql<boolean>`replace(config, ${`${JSON.stringify(member)}:`}, '') <> config`;
      const rows = await active.where('workspaceId', '=', workspaceId).where(has).orderBy('position', 'desc').execute();
      return rows.map(toConfig);
    },
    async listWithText(text) {
      const has = sql<boolean>`replace(config, ${JSON.stringify(text)}, '') <> config`;
      return (await active.where(has).orderBy('position', 'desc').execute()).map(toConfig);
    },
    async list(workspaceId, page) {
      const { total, rows } = await pageOf(active.where('workspaceId', '=', workspaceId), page);
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
      const ours = db.selectFrom('configs').select('id').where('organisationId', '=', organisationId);
      const rows = await db
        .selectFrom('configVersions')
        .select(['id', 'configId', 'config', 'createdBy', 'createdAt'])
        .where('configId', '=', configId)
        .where('configId', 'in', ours.where('id', '=', configId))
        .orderBy('position', 'desc')
        .execute();
      return rows.map((row) => ({ ...row, config: fromJson(row.config) }));
    },
  };
}

function toStored(row: ConfigRecord): Omit<Tables['configs'], 'position'> {
  return { ...row, isDefault: Number(row.isDefault), config: toJson(row.config) };
}

export function toConfig({ position: _, ...row }: Selectable<Tables['configs']>): ConfigRecord {
  return { ...row, isDefault: row.isDefault === 1, config: fromJson(row.config) };
}
