/** How the records' tables came to be: an ordered list of migrations, only ever added to, in SQL that every engine reads. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { AUDIT_CHAIN_MIGRATION } from './audit-chain-migration.ts';
import type { Migration } from './migration.ts';
import { PEOPLE_MIGRATION } from './people-migration.ts';
import { fromJson } from './schema.ts';
import type { Tables } from './schema.ts';

/** Slugs and the texts of keys are free again once their row is archived, hence the partial indexes. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-the-first-nouns',
    statements: [
      `create table organisations (
        id text primary key,
        name text not null,
        created_at bigint not null
      )`,
      `create table workspaces (
        id text primary key,
        organisation_id text not null references organisations (id),
        slug text not null,
        name text not null,
        is_default integer not null,
        created_at bigint not null
      )`,
      `create unique index workspaces_slug on workspaces (organisation_id, slug)`,
      `create table integrations (
        id text primary key,
        slug text not null,
        organisation_id text not null references organisations (id),
        workspace_id text references workspaces (id),
        name text not null,
        description text,
        ai_provider_id text not null,
        sealed_credentials text not null,
        status text not null,
        created_at bigint not null,
        last_updated_at bigint not null
      )`,
      `create unique index integrations_slug on integrations (organisation_id, slug) where status = 'active'`,
      `create table providers (
        id text primary key,
        slug text not null,
        organisation_id text not null references organisations (id),
        workspace_id text not null references workspaces (id),
        integration_id text not null references integrations (id),
        name text not null,
        note text,
        expires_at bigint,
        status text not null,
        created_at bigint not null,
        last_updated_at bigint not null
      )`,
      `create unique index providers_slug on providers (workspace_id, slug) where status = 'active'`,
      `create table configs (
        id text primary key,
        slug text not null,
        organisation_id text not null references organisations (id),
        workspace_id text not null references workspaces (id),
        name text not null,
        is_default integer not null,
        status text not null,
        owner_id text not null,
        updated_by text not null,
        created_at bigint not null,
        last_updated_at bigint not null,
        version_id text not null,
        config text not null
      )`,
      `create unique index configs_slug on configs (workspace_id, slug) where status = 'active'`,
      `create table config_versions (
        id text primary key,
        config_id text not null references configs (id) deferrable initially deferred,
        config text not null,
        created_by text not null,
        created_at bigint not null,
        position bigint not null
      )`,
      `create index config_versions_position on config_versions (config_id, position)`,
      `create table api_keys (
        id text primary key,
        organisation_id text not null references organisations (id),
        workspace_id text references workspaces (id),
        type text not null,
        user_id text,
        name text not null,
        description text,
        hash text not null unique,
        masked text not null,
        scopes text not null,
        defaults text not null,
        creation_mode text not null,
        expires_at bigint,
        status text not null,
        created_at bigint not null,
        last_updated_at bigint not null
      )`,
      `create table audit_events (
        id text primary key,
        organisation_id text not null,
        workspace_id text,
        actor text not null,
        action text not null,
        resource_id text not null,
        before text not null,
        after text not null,
        created_at bigint not null,
        position bigint not null
      )`,
      `create index audit_events_position on audit_events (organisation_id, position)`,
    ],
  },
  {
    // A deleted key's text may be declared again. No engine drops a constraint of a column in the same words.
    name: '0002-a-deleted-key-frees-its-text',
    statements: [
      `create table api_keys_next (
        id text primary key,
        organisation_id text not null references organisations (id),
        workspace_id text references workspaces (id),
        type text not null,
        user_id text,
        name text not null,
        description text,
        hash text not null,
        masked text not null,
        scopes text not null,
        defaults text not null,
        creation_mode text not null,
        expires_at bigint,
        status text not null,
        created_at bigint not null,
        last_updated_at bigint not null
      )`,
      // Column by column, because an order is nothing to rely on.
      `insert into api_keys_next (
        id, organisation_id, workspace_id, type, user_id, name, description, hash, masked, scopes, defaults,
        creation_mode, expires_at, status, created_at, last_updated_at
      ) select
        id, organisation_id, workspace_id, type, user_id, name, description, hash, masked, scopes, defaults,
        creation_mode, expires_at, status, created_at, last_updated_at
      from api_keys`,
      `drop table api_keys`,
      `alter table api_keys_next rename to api_keys`,
      `create unique index api_keys_hash on api_keys (hash) where status = 'active'`,
      `create index api_keys_organisation on api_keys (organisation_id, workspace_id)`,
    ],
  },
  {
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
  },
  {
    name: '0004-limits',
    statements: [
      `create table limits (
        owner_kind text not null,
        owner_id text not null,
        organisation_id text not null,
        budgets text not null,
        rates text not null,
        primary key (owner_kind, owner_id)
      )`,
    ],
  },
  {
    // Integrations of before offer everything to every workspace, as they did.
    name: '0005-what-integrations-offer',
    statements: [
      `alter table integrations add column models text not null default '{"allowAll":true,"entries":[]}'`,
      `alter table integrations add column access text not null default '{"everyWorkspace":true,"workspaces":{}}'`,
      `alter table integrations add column price_multipliers text not null default 'null'`,
    ],
  },
  {
    name: '0006-organisation-settings',
    statements: [
      `create table organisation_settings (
        organisation_id text primary key references organisations (id),
        settings text not null
      )`,
    ],
  },
  {
    name: '0007-rotation-of-keys',
    statements: [
      `alter table api_keys add column alert_emails text not null default '[]'`,
      `alter table api_keys add column rotation text not null default 'null'`,
      `alter table api_keys add column previous text not null default 'null'`,
      `alter table api_keys add column previous_hash text`,
      `alter table api_keys add column next_rotation_at bigint`,
      `alter table api_keys add column sealed_secret text`,
      `create index api_keys_previous_hash on api_keys (previous_hash) where previous_hash is not null`,
      `create index api_keys_next_rotation on api_keys (next_rotation_at) where next_rotation_at is not null`,
    ],
  },
  {
    name: '0008-saved-filters-and-feedback',
    statements: [
      `create table saved_filters (
        id text primary key,
        organisation_id text not null,
        workspace_id text,
        name text not null,
        query text not null,
        created_by text not null,
        created_at bigint not null
      )`,
      `create index saved_filters_organisation on saved_filters (organisation_id, name)`,
      `create table feedback (
        id text primary key,
        organisation_id text not null,
        workspace_id text not null,
        trace_id text not null,
        value integer not null,
        weight double precision not null,
        metadata text not null,
        model text,
        api_key_id text,
        created_at bigint not null
      )`,
      `create index feedback_time on feedback (organisation_id, created_at)`,
      `create index feedback_trace on feedback (organisation_id, trace_id)`,
    ],
  },
  {
    name: '0009-guardrails',
    statements: [
      `create table guardrails (
        id text primary key,
        slug text not null,
        organisation_id text not null references organisations (id),
        workspace_id text references workspaces (id),
        name text not null,
        status text not null,
        owner_id text not null,
        updated_by text not null,
        created_at bigint not null,
        last_updated_at bigint not null,
        version_id text not null,
        sealed_definition text not null,
        default_sides text not null,
        excluded_workspaces text not null,
        position bigint not null
      )`,
      `create unique index guardrails_slug on guardrails (organisation_id, slug) where status = 'active'`,
      `create unique index guardrails_position on guardrails (organisation_id, position)`,
      `create table guardrail_versions (
        id text primary key,
        guardrail_id text not null,
        sealed_definition text not null,
        created_by text not null,
        created_at bigint not null,
        position bigint not null
      )`,
      `create index guardrail_versions_guardrail on guardrail_versions (guardrail_id, position)`,
    ],
  },
  PEOPLE_MIGRATION,
  AUDIT_CHAIN_MIGRATION,
  {
    name: '0012-proof-of-the-master-key',
    statements: [`create table master_key_proof (id integer primary key, sealed text not null)`],
  },
  {
    name: '0013-policies',
    statements: [
      `create table policies (
        id text primary key,
        organisation_id text not null,
        workspace_id text,
        kind text not null,
        name text,
        description text,
        rule text not null,
        status text not null,
        created_at bigint not null,
        last_updated_at bigint not null
      )`,
      `create index policies_organisation on policies (organisation_id, kind)`,
    ],
  },
];

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

/**
 * Brings the tables up to date, each migration whole or not at all. Throws when the database knows a migration that
 * this version does not, because then a newer Tollgate wrote it.
 */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  await sql`create table if not exists schema_migrations (name text primary key)`.execute(db);
  const applied = new Set((await db.selectFrom('schemaMigrations').select('name').execute()).map((row) => row.name));
  const unknown = [...applied].filter((name) => !MIGRATIONS.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `The records were written by a newer Tollgate (${unknown.join(', ')}): run that version or a later one.`,
    );
  }
  for (const migration of MIGRATIONS.filter(({ name }) => !applied.has(name))) {
    await db.transaction().execute(async (tx) => {
      for (const statement of migration.statements) await sql.raw(statement).execute(tx);
      await migration.fill?.(tx);
      await tx.insertInto('schemaMigrations').values({ name: migration.name }).execute();
    });
  }
}
