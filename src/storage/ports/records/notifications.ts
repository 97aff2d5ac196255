/** Notifications of budgets that pass a threshold and of keys that change or end: channels, messages, and what became of each. */
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

interface NotificationFrame {
  id: string;
  organisationId: OrganisationId;
  /** Of the owner; null = of the organisation. */
  workspaceId: WorkspaceId | null;
  /** Of a budget, its account in the ledger; of a key, `api_key:<id>`. */
  account: string;
  ownerKind: string;
  ownerName: string;
  createdAt: number;
}

/** A threshold that was passed. There is one of each account, window, limit and threshold. */
export interface BudgetNotification extends NotificationFrame {
  kind: 'budget.threshold_passed';
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
}

/** `issued`: a key was made for a person, who has yet to fetch it. `former_text_ends`: what a key was before its last rotation stops to open. */
export const KEY_EVENTS = [
  'api_key.issued',
  'api_key.rotated',
  'api_key.rotation_due',
  'api_key.former_text_ends',
  'api_key.expires',
  'api_key.expired',
] as const;
export type KeyEvent = (typeof KEY_EVENTS)[number];

/** What happened to a key, or will. There is one of each key, event, moment and number of days ahead. */
export interface KeyNotification extends NotificationFrame {
  kind: KeyEvent;
  /** When it happens, ms since the epoch; of a rotation, when the former text ends. */
  at: number;
  /** How many days before `at` it is said; 0 = when it happens. */
  daysAhead: number;
}

export type Notification = BudgetNotification | KeyNotification;

export const isOfBudget = (notification: Notification): notification is BudgetNotification =>
  notification.kind === 'budget.threshold_passed';

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
  /** False, and nothing is written, where the same was noted before. */
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
  /** Of budgets, of which at least one message was sent, in windows that began at or after `since`. */
  sent(since: number): Promise<BudgetNotification[]>;
  /** Deletes what is older than `before` (ms since the epoch) and over; nothing that is pending. */
  trim(before: number, now: number): Promise<void>;
}
