/** Log exports. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0015-log-exports',
  statements: [
    `create table log_exports (
      id text primary key,
      organisation_id text not null,
      workspace_id text not null,
      description text not null,
      filters text not null,
      requested_data text not null,
      status text not null,
      frozen text not null,
      total bigint not null,
      created_by text not null,
      created_at bigint not null,
      last_updated_at bigint not null,
      position bigint not null
    )`,
    `create unique index log_exports_position on log_exports (organisation_id, position)`,
  ],
};
