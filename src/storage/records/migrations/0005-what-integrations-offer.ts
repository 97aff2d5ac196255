/** Integrations of before offer everything to every workspace, as they did. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0005-what-integrations-offer',
  statements: [
    `alter table integrations add column models text not null default '{"allowAll":true,"entries":[]}'`,
    `alter table integrations add column access text not null default '{"everyWorkspace":true,"workspaces":{}}'`,
    `alter table integrations add column price_multipliers text not null default 'null'`,
  ],
};
