/** What clients report of the work done in a session: lines of code, commits, decisions about tools. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0099-session-activity',
  statements: [
    `create table session_activity (
      organisation_id text not null,
      day bigint not null,
      api_key_id text not null,
      session_id text not null,
      workspace_id text,
      user_id text,
      lines_added bigint not null,
      lines_removed bigint not null,
      commits bigint not null,
      pull_requests bigint not null,
      edits_accepted bigint not null,
      edits_rejected bigint not null,
      tools_accepted bigint not null,
      tools_rejected bigint not null,
      active_ms bigint not null,
      first_at bigint not null,
      last_at bigint not null,
      primary key (organisation_id, day, api_key_id, session_id)
    )`,
    `create index session_activity_sessions on session_activity (organisation_id, session_id)`,
  ],
};
