/** What each person may spend: of one person, of each member of a group, or of everybody. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0109-spend-limits',
  statements: [
    `create table spend_limits (
      id text primary key,
      organisation_id text not null,
      scope_kind text not null,
      scope_id text not null,
      period text not null,
      amount bigint,
      created_at bigint not null,
      last_updated_at bigint not null,
      unique (organisation_id, scope_kind, scope_id, period)
    )`,
  ],
};
