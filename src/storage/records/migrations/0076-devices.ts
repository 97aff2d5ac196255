/** Devices, and the codes of sign-ins that wait for their person. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0076-devices',
  statements: [
    `create table devices (
      id text primary key,
      organisation_id text not null references organisations (id),
      workspace_id text not null,
      user_id text not null references users (id),
      api_key_id text not null,
      refresh_hash text not null,
      former_refresh_hash text,
      surface text not null,
      user_agent text not null,
      address text not null,
      created_at bigint not null,
      refreshed_at bigint not null
    )`,
    `create index devices_user on devices (organisation_id, user_id)`,
    `create index devices_key on devices (api_key_id)`,
    `create unique index devices_refresh on devices (refresh_hash)`,
    `create index devices_former_refresh on devices (former_refresh_hash)`,
    `create table device_codes (
      device_hash text primary key,
      user_code text not null,
      surface text not null,
      user_agent text not null,
      address text not null,
      created_at bigint not null,
      expires_at bigint not null,
      status text not null,
      organisation_id text,
      user_id text,
      workspace_id text
    )`,
    `create unique index device_codes_user_code on device_codes (user_code)`,
    `create index device_codes_expiry on device_codes (expires_at)`,
  ],
};
