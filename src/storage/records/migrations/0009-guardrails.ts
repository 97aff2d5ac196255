/** Guardrails. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0009-guardrails',
  statements: [
    `create table guardrails (
      id text primary key,
      slug text not null,
      organisation_id text not null references organisations (id),
      workspace_id text references workspaces (id),
      name text not null,
      status text not null,
      owner_id text not null,
      updated_by text not null,
      created_at bigint not null,
      last_updated_at bigint not null,
      version_id text not null,
      sealed_definition text not null,
      default_sides text not null,
      excluded_workspaces text not null,
      position bigint not null
    )`,
    `create unique index guardrails_slug on guardrails (organisation_id, slug) where status = 'active'`,
    `create unique index guardrails_position on guardrails (organisation_id, position)`,
    `create table guardrail_versions (
      id text primary key,
      guardrail_id text not null,
      sealed_definition text not null,
      created_by text not null,
      created_at bigint not null,
      position bigint not null
    )`,
    `create index guardrail_versions_guardrail on guardrail_versions (guardrail_id, position)`,
  ],
};
