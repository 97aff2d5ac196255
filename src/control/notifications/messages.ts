/** The messages of a notification: one to each place, written together with it. */
import type { ChannelKind, Delivery, Notification } from '../../storage/ports/records/notifications.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';

/** Messages of one organisation that may wait at the same time. */
const MAX_PENDING = 10_000;

/** `target`: an address, or the id of a channel. */
export interface Place {
  medium: 'email' | ChannelKind;
  target: string;
}

/** `dueAt`: ms since the epoch. More messages than may wait are `dropped`, and say so. */
export async function messagesTo(
  context: ControlContext,
  tx: TenantRecords,
  { notification, places, dueAt }: { notification: Notification; places: readonly Place[]; dueAt: number },
): Promise<Delivery[]> {
  const isFull = places.length > 0 && (await tx.notifications.pending()) + places.length > MAX_PENDING;
  const { id: notificationId, organisationId, createdAt } = notification;
  return places.map((place) => ({
    id: newId(context),
    notificationId,
    organisationId,
    ...place,
    status: isFull ? 'dropped' : 'pending',
    attempts: 0,
    nextAttemptAt: dueAt,
    lastError: isFull ? 'Too many messages were waiting.' : null,
    sentAt: null,
    createdAt,
  }));
}

/** None where no mail server is configured. */
export async function byMail(context: ControlContext, addresses: () => Promise<string[]>): Promise<Place[]> {
  if (context.mailer === null) return [];
  return (await addresses()).map((target) => ({ medium: 'email', target }));
}
