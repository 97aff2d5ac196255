/** Notifications of budgets: channels, thresholds that were passed, and messages. */
import type { Migration } from '../migration.ts';

export const migration: Migration = {
  name: '0070-notifications',
  statements: [
    `create table notification_channels (
      id text primary key,
      organisation_id text not null,
      kind text not null,
      name text not null,
      host text not null,
      sealed text not null,
      created_at bigint not null,
      last_updated_at bigint not null
    )`,
    `create table notifications (
      id text primary key,
      organisation_id text not null,
      workspace_id text,
      account text not null,
      "window" bigint not null,
      resets_at bigint,
      threshold_kind text not null,
      threshold bigint not null,
      unit text not null,
      amount bigint not null,
      spent bigint not null,
      owner_kind text not null,
      owner_name text not null,
      created_at bigint not null
    )`,
    `create unique index notifications_once
      on notifications (organisation_id, account, "window", threshold_kind, threshold, amount)`,
    `create index notifications_newest on notifications (organisation_id, created_at)`,
    `create table notification_deliveries (
      id text primary key,
      notification_id text not null,
      organisation_id text not null,
      medium text not null,
      target text not null,
      status text not null,
      attempts integer not null,
      next_attempt_at bigint not null,
      last_error text,
      sent_at bigint,
      created_at bigint not null
    )`,
    `create index notification_deliveries_of on notification_deliveries (notification_id)`,
    `create index notification_deliveries_due on notification_deliveries (organisation_id, status, next_attempt_at)`,
  ],
};
