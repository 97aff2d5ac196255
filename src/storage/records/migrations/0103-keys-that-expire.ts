/** Finds the keys that are about to expire without reading every key. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0103-keys-that-expire',
  statements: [`create index api_keys_expiring on api_keys (organisation_id, expires_at)`],
};
