/** Saved filters and feedback. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0008-saved-filters-and-feedback',
  statements: [
    `create table saved_filters (
      id text primary key,
      organisation_id text not null,
      workspace_id text,
      name text not null,
      query text not null,
      created_by text not null,
      created_at bigint not null
    )`,
    `create index saved_filters_organisation on saved_filters (organisation_id, name)`,
    `create table feedback (
      id text primary key,
      organisation_id text not null,
      workspace_id text not null,
      trace_id text not null,
      value integer not null,
      weight double precision not null,
      metadata text not null,
      model text,
      api_key_id text,
      created_at bigint not null
    )`,
    `create index feedback_time on feedback (organisation_id, created_at)`,
    `create index feedback_trace on feedback (organisation_id, trace_id)`,
  ],
};
