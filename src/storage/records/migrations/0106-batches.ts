/** Batches that run at a provider, until their results are charged. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0106-batches',
  statements: [
    `create table batches (
      id text primary key,
      organisation_id text not null,
      workspace_id text not null,
      api_key_id text not null,
      user_id text,
      provider_slug text not null,
      api text not null,
      upstream_id text not null,
      metadata text not null,
      trace_id text not null,
      span_id text not null,
      created_at bigint not null,
      next_look_at bigint not null,
      taken_until bigint not null,
      settled_lines bigint not null
    )`,
    `create index batches_due on batches (organisation_id, next_look_at)`,
    `create index batches_upstream on batches (organisation_id, upstream_id)`,
  ],
};
