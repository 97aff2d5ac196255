/** Proof of the master key. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0012-proof-of-the-master-key',
  statements: [`create table master_key_proof (id integer primary key, sealed text not null)`],
};
