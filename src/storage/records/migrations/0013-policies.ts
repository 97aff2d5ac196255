/** Policies. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
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
};
