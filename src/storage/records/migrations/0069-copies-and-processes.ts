/** How far a copy of all records into this database has come, and which processes use it. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0069-copies-and-processes',
  statements: [
    `create table copy_progress (
      id integer primary key,
      fingerprint text not null,
      table_name text not null,
      last_key text not null
    )`,
    `create table processes (
      id text primary key,
      seen_at bigint not null
    )`,
  ],
};
