/** What Claude Code gets from organisations, workspaces and groups. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0077-claude-code-settings',
  statements: [
    `create table claude_code_settings (
      organisation_id text not null references organisations (id),
      owner_kind text not null,
      owner_id text not null,
      managed text not null,
      default_config text,
      login_notice text,
      last_updated_at bigint not null,
      primary key (organisation_id, owner_kind, owner_id)
    )`,
  ],
};
