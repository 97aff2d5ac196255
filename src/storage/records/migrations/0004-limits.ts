/** Limits. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
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
};
