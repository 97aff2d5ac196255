/** The groups that directories last named of people, and which of several groups' settings wins. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0100-groups-of-people',
  statements: [
    `alter table identities add column group_names text not null default '[]'`,
    `alter table claude_code_settings add column priority bigint not null default 0`,
  ],
};
