/** Thresholds that were passed and keys that changed or end, newest first, and what became of each message. */
import type { z } from 'zod';
import {
  isOfBudget,
  type Delivery,
  type KeyNotification,
  type Notification,
  type NotificationFilter,
} from '../../storage/ports/records/notifications.ts';
import { pinnedWorkspace, type ControlContext } from '../context.ts';
import { toIso, toIsoOrNull } from '../fields.ts';
import { toPage } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { budgetFacts, textOf } from './message.ts';
import { ListNotifications, type NotificationList, type NotificationView } from './schemas.ts';

/** A caller of one workspace sees those of its limits. */
export async function listNotifications(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof NotificationList>> {
  requireScope(context, 'policies.list');
  const wanted = parseInput(ListNotifications, input);
  return look(context, async (tx) => {
    const isEveryWorkspace = !wanted.workspace_id && pinnedWorkspace(context) === null;
    const filter: NotificationFilter = isEveryWorkspace
      ? {}
      : { workspaceId: (await resolveWorkspace(context, tx, wanted.workspace_id)).id };
    const { total, rows } = await tx.notifications.list(filter, toPage(wanted));
    const deliveries = Map.groupBy(
      await tx.notifications.deliveries(rows.map(({ id }) => id)),
      ({ notificationId }) => notificationId,
    );
    const channels = new Map((await tx.notifications.channels()).map(({ id, name }) => [id, name]));
    const data = rows.map((row) => view(row, { deliveries: deliveries.get(row.id) ?? [], channels }));
    return { object: 'list', total, data };
  });
}

interface Beside {
  deliveries: readonly Delivery[];
  channels: ReadonlyMap<string, string>;
}

function view(notification: Notification, { deliveries, channels }: Beside): z.infer<typeof NotificationView> {
  return {
    id: notification.id,
    object: 'notification',
    kind: notification.kind,
    workspace_id: notification.workspaceId,
    owner_kind: notification.ownerKind,
    owner_name: notification.ownerName,
    ...(isOfBudget(notification) ? { ...budgetFacts(notification), at: null } : keyView(notification)),
    text: textOf(notification),
    created_at: toIso(notification.createdAt),
    deliveries: deliveries.map((delivery) => ({
      medium: delivery.medium,
      target: delivery.medium === 'email' ? delivery.target : (channels.get(delivery.target) ?? 'deleted channel'),
      status: delivery.status,
      attempts: delivery.attempts,
      next_attempt_at: delivery.status === 'pending' ? toIso(delivery.nextAttemptAt) : null,
      last_error: delivery.lastError,
      sent_at: toIsoOrNull(delivery.sentAt),
    })),
  };
}

const keyView = ({ at }: KeyNotification) => ({
  type: null,
  credit_limit: null,
  current_usage: null,
  threshold_kind: null,
  threshold: null,
  window_started_at: null,
  next_usage_reset_at: null,
  at: toIso(at),
});
