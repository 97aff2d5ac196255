/** Workspaces and order. */
import type { Kysely } from 'kysely';
import type { Migration } from '../migration.ts';
import { fromJson } from '../schema.ts';
import type { Tables } from '../schema.ts';

export const migration: Migration = {
  name: '0003-workspaces-and-order',
  statements: [
    // Beside the table and not in it: operators' own scripts write its columns by their position.
    `create table workspace_details (
      workspace_id text primary key,
      organisation_id text not null,
      description text,
      defaults text not null,
      status text not null,
      last_updated_at bigint not null,
      position bigint not null
    )`,
    `create unique index workspace_details_position on workspace_details (organisation_id, position)`,
    ...['integrations', 'providers', 'configs', 'api_keys'].flatMap(ordered),
    `create index providers_integration on providers (integration_id)`,
    `alter table api_keys add column default_config text`,
    `create index api_keys_default_config on api_keys (workspace_id, default_config)`,
  ],
  fill: fillDefaultConfigs,
};

/** The order in which the database took the rows of an organisation; rows of before by their time. */
function ordered(table: string): string[] {
  return [
    `alter table ${table} add column position bigint not null default 0`,
    `update ${table} set position = numbered.number from (
      select id, row_number() over (partition by organisation_id order by created_at, id) as number from ${table}
    ) as numbered where numbered.id = ${table}.id`,
    `create unique index ${table}_position on ${table} (organisation_id, position)`,
  ];
}

/** No two engines look inside of JSON in the same words. */
async function fillDefaultConfigs(db: Kysely<Tables>): Promise<void> {
  for (const { id, defaults } of await db.selectFrom('apiKeys').select(['id', 'defaults']).execute()) {
    const { configId } = fromJson(defaults);
    if (configId !== null)
      await db.updateTable('apiKeys').set({ defaultConfig: configId }).where('id', '=', id).execute();
  }
}
