/** Until when a directory's word about a person holds. Whoever signed in before begins without an end. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0107-standings',
  statements: [
    `create table standings (
      id text primary key,
      organisation_id text not null,
      provider_id text not null,
      subject text not null,
      user_id text not null references users (id),
      sealed_refresh_token text,
      confirmed_at bigint not null,
      next_check_at bigint,
      ends_at bigint,
      unique (provider_id, subject)
    )`,
    `create index standings_user on standings (user_id)`,
    `create index standings_due on standings (next_check_at)`,
    `insert into standings (id, organisation_id, provider_id, subject, user_id, confirmed_at)
      select provider_id || ':' || subject, organisation_id, provider_id, subject, user_id, last_used_at from identities`,
  ],
};
