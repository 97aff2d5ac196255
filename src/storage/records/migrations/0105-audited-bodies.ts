/** What a change was asked for with, without its secrets. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0105-audited-bodies',
  statements: [`alter table audit_events add column body text`],
};
