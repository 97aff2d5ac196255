/** Assertions of SAML that somebody has signed in with. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0088-used-assertions',
  statements: [
    `create table used_assertions (
      id_hash text primary key,
      expires_at bigint not null
    )`,
    `create index used_assertions_expiry on used_assertions (expires_at)`,
  ],
};
