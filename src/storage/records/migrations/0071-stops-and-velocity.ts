/** Sessions, subagents and keys that were stopped by hand, and limits of how fast they may go. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0071-stops-and-velocity',
  statements: [
    `create table stops (
      id text primary key,
      organisation_id text not null,
      workspace_id text,
      kind text not null,
      session_id text,
      agent_id text,
      api_key_id text,
      reason text,
      created_by text not null,
      created_at bigint not null,
      lifted_at bigint
    )`,
    `create index stops_standing on stops (organisation_id, lifted_at)`,
    `alter table limits add column velocity text not null default '[]'`,
  ],
};
