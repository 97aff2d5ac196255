/** Notifications of budgets that pass a threshold: channels, messages, and what became of each. */
import type { BudgetUnit } from './limits.ts';
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { Listed, Page } from './row.ts';

/** `slack`: any service that takes Slack's incoming webhooks. `webhook`: our own JSON, signed. */
export type ChannelKind = 'slack' | 'webhook';

export interface NotificationChannel {
  id: string;
  organisationId: OrganisationId;
  kind: ChannelKind;
  name: string;
  /** Of the URL: what may be shown of it. */
  host: string;
  /** JSON of `{url, secret}`, sealed, context `notification_channel:<id>`. */
  sealed: string;
  createdAt: number;
  lastUpdatedAt: number;
}

/** A threshold that was passed. There is one of each account, window, limit and threshold. */
export interface Notification {
  id: string;
  organisationId: OrganisationId;
  /** Of the owner; null = of the organisation. */
  workspaceId: WorkspaceId | null;
  /** In the ledger. */
  account: string;
  /** When the window began, ms since the epoch. */
  window: number;
  /** ms since the epoch; null = it never resets. */
  resetsAt: number | null;
  /** `percent`: of the limit. `amount`: the limit's own `alert_threshold`, in its unit. */
  thresholdKind: 'percent' | 'amount';
  threshold: number;
  unit: BudgetUnit;
  /** What the limit was. */
  amount: number;
  /** What was spent when it was seen. */
  spent: number;
  ownerKind: string;
  ownerName: string;
  createdAt: number;
}

/** `failed`: it was tried as often as is right. `dropped`: too many were waiting. */
export type DeliveryStatus = 'pending' | 'sent' | 'failed' | 'dropped';

/** One message to one place. */
export interface Delivery {
  id: string;
  notificationId: string;
  organisationId: OrganisationId;
  medium: 'email' | ChannelKind;
  /** An address, or the id of a channel. */
  target: string;
  status: DeliveryStatus;
  /** How often it was tried. */
  attempts: number;
  /** When it is due, ms since the epoch. */
  nextAttemptAt: number;
  /** What the last attempt met; null = nothing went wrong. */
  lastError: string | null;
  sentAt: number | null;
  createdAt: number;
}

export interface NotificationFilter {
  /** Only of accounts whose name begins so. */
  account?: string;
  workspaceId?: WorkspaceId;
}

export interface NotificationRepository {
  insertChannel(channel: NotificationChannel): Promise<void>;
  /** Throws when there is none. */
  replaceChannel(channel: NotificationChannel): Promise<void>;
  findChannel(id: string): Promise<NotificationChannel | null>;
  removeChannel(id: string): Promise<void>;
  /** Oldest first. */
  channels(): Promise<NotificationChannel[]>;
  /** False, and nothing is written, where the threshold was seen before in this window. */
  insert(notification: Notification, deliveries: readonly Delivery[]): Promise<boolean>;
  /** Newest first. */
  list(filter: NotificationFilter, page: Page): Promise<Listed<Notification>>;
  findById(id: string): Promise<Notification | null>;
  /** Oldest first. */
  deliveries(notificationIds: readonly string[]): Promise<Delivery[]>;
  /** How many are pending. */
  pending(): Promise<number>;
  /** Pending ones that are due, the longest due first. */
  due(now: number, limit: number): Promise<Delivery[]>;
  /** Takes one to try it now: counts the attempt and sets when the next is due. False where another process has taken it. */
  claim(delivery: Delivery, nextAttemptAt: number): Promise<boolean>;
  /** Throws when there is none. */
  replaceDelivery(delivery: Delivery): Promise<void>;
  /** Of which at least one message was sent, in windows that began at or after `since`. */
  sent(since: number): Promise<Notification[]>;
  /** Deletes what is older than `before` (ms since the epoch) and of windows that are over; nothing that is pending. */
  trim(before: number, now: number): Promise<void>;
}
