/** Organisation settings. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0006-organisation-settings',
  statements: [
    `create table organisation_settings (
      organisation_id text primary key references organisations (id),
      settings text not null
    )`,
  ],
};
