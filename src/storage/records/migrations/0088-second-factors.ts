/** What people prove beside their password. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0088-second-factors',
  statements: [
    `create table second_factors (
      id text primary key,
      organisation_id text not null,
      user_id text not null references users (id),
      kind text not null,
      name text not null,
      sealed_secret text not null,
      last_step bigint not null,
      created_at bigint not null,
      last_used_at bigint
    )`,
    `create index second_factors_user on second_factors (user_id)`,
    `create table recovery_codes (
      organisation_id text not null,
      user_id text not null references users (id),
      code_hash text not null,
      primary key (user_id, code_hash)
    )`,
  ],
};
