/** The first nouns. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
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
};
