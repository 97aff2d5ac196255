/** Directories that vouch for people, and who may sign in. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0078-identity-providers',
  statements: [
    `create table identity_providers (
      id text primary key,
      organisation_id text not null references organisations (id),
      kind text not null,
      name text not null,
      preset text not null,
      is_enabled integer not null,
      settings text not null,
      sealed_secret text,
      status text not null,
      created_at bigint not null,
      last_updated_at bigint not null
    )`,
    `create index identity_providers_organisation on identity_providers (organisation_id)`,
    `create table identities (
      provider_id text not null references identity_providers (id),
      subject text not null,
      organisation_id text not null,
      user_id text not null references users (id),
      mapped_workspaces text not null,
      is_mapped_admin integer not null,
      created_at bigint not null,
      last_used_at bigint not null,
      primary key (provider_id, subject)
    )`,
    `create index identities_user on identities (user_id)`,
    `create table sign_in_flows (
      state_hash text primary key,
      organisation_id text not null,
      provider_id text not null,
      cookie_hash text not null,
      sealed text not null,
      expires_at bigint not null
    )`,
    `create index sign_in_flows_expiry on sign_in_flows (expires_at)`,
    `create table directory_sessions (
      session_id text primary key references sessions (id) on delete cascade,
      organisation_id text not null,
      provider_id text not null,
      subject text not null,
      directory_session text,
      sealed_id_token text
    )`,
    `create index directory_sessions_subject on directory_sessions (provider_id, subject)`,
    `create table identity_settings (
      organisation_id text primary key references organisations (id),
      settings text not null
    )`,
    `alter table sessions add column expires_at bigint`,
  ],
};
