/** Where a change was asked for from, as a proxy of the operator's says. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0104-countries',
  statements: [`alter table audit_events add column country text`],
};
