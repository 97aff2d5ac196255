/** A deleted key's text may be declared again. No engine drops a constraint of a column in the same words. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
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
};
