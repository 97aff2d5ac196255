/** References to secrets that a secret manager keeps, and where integrations use them. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0087-secret-references',
  statements: [
    `create table secret_references (
      id text primary key,
      slug text not null,
      organisation_id text not null references organisations (id),
      name text not null,
      description text,
      manager text not null,
      sealed_auth text not null,
      path text not null,
      key text,
      access text not null,
      tags text not null,
      created_by text not null,
      status text not null,
      created_at bigint not null,
      last_updated_at bigint not null,
      position bigint not null
    )`,
    `create unique index secret_references_slug on secret_references (organisation_id, slug) where status = 'active'`,
    `alter table integrations add column secret_mappings text not null default '[]'`,
  ],
};
