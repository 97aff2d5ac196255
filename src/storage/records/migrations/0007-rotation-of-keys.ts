/** Rotation of keys. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0007-rotation-of-keys',
  statements: [
    `alter table api_keys add column alert_emails text not null default '[]'`,
    `alter table api_keys add column rotation text not null default 'null'`,
    `alter table api_keys add column previous text not null default 'null'`,
    `alter table api_keys add column previous_hash text`,
    `alter table api_keys add column next_rotation_at bigint`,
    `alter table api_keys add column sealed_secret text`,
    `create index api_keys_previous_hash on api_keys (previous_hash) where previous_hash is not null`,
    `create index api_keys_next_rotation on api_keys (next_rotation_at) where next_rotation_at is not null`,
  ],
};
