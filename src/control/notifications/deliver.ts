/** Sends the messages that are due: each is taken, tried, and marked as sent or put off. */
import {
  isOfBudget,
  type Delivery,
  type Notification,
  type NotificationChannel,
} from '../../storage/ports/records/notifications.ts';
import { organisationOf, type ControlContext } from '../context.ts';
import { linkBase } from '../link-base.ts';
import { eventOf, pageOf, subjectOf, textOf } from './message.ts';
import { outdated } from './note-key-events.ts';
import { signedHeaders } from './webhook-signature.ts';

const MINUTE_MS = 60_000;
/** Before the second attempt, the third, …; after the last it has failed. ms. */
const PAUSES_MS = [10_000, MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 120 * MINUTE_MS, 360 * MINUTE_MS, 720 * MINUTE_MS];
/** For a webhook to answer. */
const TIMEOUT_MS = 10_000;
/** In one round, and of them at the same time. */
const ROUND = 100;
const AT_ONCE = 4;

export interface Delivered {
  /** Whose message has just been sent. */
  sent: Notification[];
  /** Given up. */
  failed: number;
  /** More may be due at once. */
  isMore: boolean;
}

export async function deliverDue(context: ControlContext): Promise<Delivered> {
  const due = await within(context, (tx) => tx.notifications.due(context.clock.now(), ROUND));
  const delivered: Delivered = { sent: [], failed: 0, isMore: due.length === ROUND };
  for (let first = 0; first < due.length; first += AT_ONCE) {
    const outcomes = await Promise.all(due.slice(first, first + AT_ONCE).map((one) => deliver(context, one)));
    for (const outcome of outcomes) {
      if (outcome === 'failed') delivered.failed += 1;
      else if (outcome !== null) delivered.sent.push(outcome);
    }
  }
  return delivered;
}

/** The notification once it is sent; null = put off, or another process has it. */
async function deliver(context: ControlContext, delivery: Delivery): Promise<Notification | 'failed' | null> {
  const pauseMs = PAUSES_MS[delivery.attempts];
  const nextAttemptAt = context.clock.now() + (pauseMs ?? 0);
  const found = await within(context, async (tx) => {
    if (!(await tx.notifications.claim(delivery, nextAttemptAt))) return null;
    const notification = await tx.notifications.findById(delivery.notificationId);
    const channel = delivery.medium === 'email' ? null : await tx.notifications.findChannel(delivery.target);
    if (notification === null) return null;
    const reason = isOfBudget(notification) ? null : await outdated(tx, notification);
    if (reason === null) return { notification, channel };
    const attempts = delivery.attempts + 1;
    await tx.notifications.replaceDelivery({ ...delivery, attempts, status: 'dropped', lastError: reason });
    return null;
  });
  if (found === null) return null;
  const problem = await attempt(context, delivery, found);
  const now = context.clock.now();
  const status = problem === null ? 'sent' : pauseMs === undefined || problem === GONE ? 'failed' : 'pending';
  const tried = { attempts: delivery.attempts + 1, nextAttemptAt, lastError: problem };
  const after: Delivery = { ...delivery, ...tried, status, sentAt: status === 'sent' ? now : null };
  await within(context, (tx) => tx.notifications.replaceDelivery(after));
  if (status === 'sent') return found.notification;
  return status === 'failed' ? 'failed' : null;
}

const GONE = 'The channel was deleted.';

interface Found {
  notification: Notification;
  channel: NotificationChannel | null;
}

/** null = sent; else what went wrong. */
async function attempt(context: ControlContext, delivery: Delivery, { notification, channel }: Found) {
  if (delivery.medium === 'email') return mail(context, delivery.target, notification);
  return channel === null ? GONE : post(context, channel, { notification, id: delivery.id });
}

async function mail(context: ControlContext, to: string, notification: Notification): Promise<string | null> {
  if (context.mailer === null) return 'No mail server is configured.';
  const base = linkBase(context);
  const link = base === '' ? '' : `\n\n${base}${pageOf(notification)}`;
  const text = `${textOf(notification)}${link}\n`;
  const isSent = await context.mailer.send({ to, subject: subjectOf(notification), text });
  return isSent ? null : 'The mail server did not take it.';
}

/** What a channel is reached by. */
interface ChannelSecrets {
  url: string;
  /** null = Slack's, which has its secret in the URL. */
  secret: string | null;
}

export const channelContext = (id: string): string => `notification_channel:${id}`;

/** One message, now. `id` is that of every attempt at it. */
export async function post(
  context: ControlContext,
  channel: NotificationChannel,
  { notification, id }: { notification: Notification; id: string },
): Promise<string | null> {
  const { url, secret } = JSON.parse(context.sealer.open(channel.sealed, channelContext(channel.id))) as ChannelSecrets;
  const content = channel.kind === 'slack' ? { text: textOf(notification) } : eventOf(notification);
  const body = JSON.stringify(content);
  const signed = secret === null ? {} : signedHeaders(secret, { id, at: context.clock.now(), body });
  const headers = { 'content-type': 'application/json', ...signed };
  try {
    const { status } = await context.guardrailCall({ method: 'POST', url, headers, body, timeoutMs: TIMEOUT_MS });
    return status >= 200 && status < 300 ? null : `It answered with status ${status}.`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const within = <Result>(
  context: ControlContext,
  work: Parameters<typeof context.records.within<Result>>[1],
): Promise<Result> => context.records.within(organisationOf(context), work);
