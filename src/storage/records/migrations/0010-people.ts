/** The tables of people, invitations, sessions and permissions. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0010-people',
  statements: [
    `create table users (
      id text primary key,
      organisation_id text not null references organisations (id),
      email text not null,
      first_name text not null,
      last_name text not null,
      role text not null,
      status text not null,
      created_at bigint not null,
      last_updated_at bigint not null,
      position bigint not null
    )`,
    `create unique index users_email on users (organisation_id, email) where status = 'active'`,
    `create index users_sign_in on users (email)`,
    `create unique index users_position on users (organisation_id, position)`,
    `create table user_passwords (
      user_id text primary key references users (id),
      organisation_id text not null,
      hash text not null
    )`,
    `create table members (
      workspace_id text not null references workspaces (id),
      user_id text not null references users (id),
      organisation_id text not null,
      role text not null,
      created_at bigint not null,
      last_updated_at bigint not null,
      position bigint not null,
      primary key (workspace_id, user_id)
    )`,
    `create index members_user on members (user_id)`,
    `create unique index members_position on members (organisation_id, position)`,
    `create table invites (
      id text primary key,
      organisation_id text not null references organisations (id),
      email text not null,
      role text not null,
      workspaces text not null,
      key_scopes text not null,
      token_hash text not null,
      status text not null,
      invited_by text not null,
      expires_at bigint not null,
      accepted_at bigint,
      created_at bigint not null,
      position bigint not null
    )`,
    `create unique index invites_token on invites (token_hash)`,
    `create unique index invites_position on invites (organisation_id, position)`,
    `create table sessions (
      id text primary key,
      organisation_id text not null references organisations (id),
      token_hash text not null,
      user_id text references users (id),
      api_key_hash text,
      method text not null,
      address text not null,
      user_agent text not null,
      started_at bigint not null,
      used_at bigint not null
    )`,
    `create unique index sessions_token on sessions (token_hash)`,
    `create index sessions_user on sessions (user_id)`,
    `create table one_time_tokens (
      token_hash text primary key,
      organisation_id text not null references organisations (id),
      purpose text not null,
      user_id text references users (id),
      expires_at bigint not null
    )`,
    `create table permissions (
      owner_id text primary key,
      organisation_id text not null references organisations (id),
      toggles text not null,
      overridable text not null
    )`,
  ],
};
