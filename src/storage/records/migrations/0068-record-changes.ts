/** What was changed, for the other processes on the same records. Written where several processes share them. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0068-record-changes',
  statements: [
    `create table record_changes (
      position bigint primary key,
      id text not null,
      noun text not null,
      record_id text not null,
      changed_at bigint not null
    )`,
  ],
};
