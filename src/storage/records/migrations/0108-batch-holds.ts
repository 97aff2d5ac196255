/** What budgets hold for a batch, and what is known of the files that batches are made of. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0108-batch-holds',
  statements: [
    `alter table batches add column hold text`,
    `create table batch_files (
      id text primary key,
      organisation_id text not null,
      workspace_id text not null,
      account_id text not null,
      file_id text not null,
      created_at bigint not null,
      requests bigint not null,
      tokens bigint not null,
      nano_usd bigint,
      unpriced text not null,
      models text not null,
      vetted_by text not null
    )`,
    `create index batch_files_file on batch_files (organisation_id, workspace_id, account_id, file_id)`,
  ],
};
