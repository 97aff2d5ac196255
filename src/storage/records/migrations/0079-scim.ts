/** What a directory keeps here. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0079-scim',
  statements: [
    `create table scim_tokens (
      id text primary key,
      organisation_id text not null references organisations (id),
      name text not null,
      token_hash text not null,
      created_by text not null,
      created_at bigint not null
    )`,
    `create unique index scim_tokens_hash on scim_tokens (token_hash)`,
    `create table scim_users (
      user_id text primary key references users (id),
      organisation_id text not null references organisations (id),
      user_name text not null,
      external_id text,
      attributes text not null,
      mapped_workspaces text not null,
      created_at bigint not null,
      last_updated_at bigint not null
    )`,
    `create unique index scim_users_user_name on scim_users (organisation_id, user_name)`,
    `create index scim_users_external_id on scim_users (organisation_id, external_id)`,
    `create table scim_groups (
      id text primary key,
      organisation_id text not null references organisations (id),
      display_name text not null,
      lower_name text not null,
      external_id text,
      created_at bigint not null,
      last_updated_at bigint not null
    )`,
    `create index scim_groups_name on scim_groups (organisation_id, lower_name)`,
    `create table scim_group_members (
      group_id text not null references scim_groups (id),
      user_id text not null references users (id),
      organisation_id text not null,
      primary key (group_id, user_id)
    )`,
    `create index scim_group_members_user on scim_group_members (user_id)`,
    `create table scim_mappings (
      id text primary key,
      organisation_id text not null references organisations (id),
      group_id text not null references scim_groups (id),
      workspace_id text not null references workspaces (id),
      role text not null,
      created_at bigint not null
    )`,
    `create index scim_mappings_organisation on scim_mappings (organisation_id, group_id)`,
  ],
};
