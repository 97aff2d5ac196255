/** Notifications, as queries. */
import { isOfBudget, type Notification, type NotificationRepository } from '../ports/records/notifications.ts';
import type { NotificationRow } from './schema.ts';
import { requireOwn, requireReplaced } from './query-context.ts';
import type { TenantContext } from './query-context.ts';

export function notificationRepository(context: TenantContext): NotificationRepository {
  return { ...channelQueries(context), ...notificationQueries(context), ...deliveryQueries(context) };
}

type ChannelQueries = 'insertChannel' | 'replaceChannel' | 'findChannel' | 'removeChannel' | 'channels';
type DeliveryQueries = 'deliveries' | 'pending' | 'due' | 'claim' | 'replaceDelivery';

function channelQueries(context: TenantContext): Pick<NotificationRepository, ChannelQueries> {
  const { db, organisationId } = context;
  const all = db.selectFrom('notificationChannels').selectAll().where('organisationId', '=', organisationId);
  return {
    async insertChannel(channel) {
      requireOwn(context, channel);
      await db.insertInto('notificationChannels').values(channel).execute();
    },
    async replaceChannel(channel) {
      requireOwn(context, channel);
      const ours = db
        .updateTable('notificationChannels')
        .set(channel)
        .where('organisationId', '=', organisationId)
        .where('id', '=', channel.id);
      requireReplaced(await ours.executeTakeFirstOrThrow(), channel.id);
    },
    findChannel: async (id) => (await all.where('id', '=', id).executeTakeFirst()) ?? null,
    async removeChannel(id) {
      const ours = db.deleteFrom('notificationChannels').where('organisationId', '=', organisationId);
      await ours.where('id', '=', id).execute();
    },
    channels: () => all.orderBy('createdAt').orderBy('id').execute(),
  };
}

function notificationQueries(context: TenantContext): Omit<NotificationRepository, ChannelQueries | DeliveryQueries> {
  const { db, organisationId } = context;
  const all = db.selectFrom('notifications').selectAll().where('organisationId', '=', organisationId);
  return {
    async insert(notification, deliveries) {
      requireOwn(context, notification);
      const written = await db
        .insertInto('notifications')
        .values(toRow(notification))
        .onConflict((known) =>
          known.columns(['organisationId', 'account', 'window', 'thresholdKind', 'threshold', 'amount']).doNothing(),
        )
        .executeTakeFirstOrThrow();
      if (Number(written.numInsertedOrUpdatedRows ?? 0) === 0) return false;
      for (const delivery of deliveries) await db.insertInto('notificationDeliveries').values(delivery).execute();
      return true;
    },
    async list({ account, workspaceId }, { currentPage, pageSize }) {
      let meant = all;
      if (account !== undefined) {
        meant = meant.where('account', '>=', account).where('account', '<', `${account}\u{10FFFF}`);
      }
      if (workspaceId !== undefined) meant = meant.where('workspaceId', '=', workspaceId);
      const counted = meant.clearSelect().select((eb) => eb.fn.countAll<number | string>().as('total'));
      const { total } = await counted.executeTakeFirstOrThrow();
      const ordered = meant.orderBy('createdAt', 'desc').orderBy('id', 'desc');
      const rows = await ordered
        .limit(pageSize)
        .offset(currentPage * pageSize)
        .execute();
      return { total: Number(total), rows: rows.map(toNotification) };
    },
    async findById(id) {
      const row = await all.where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toNotification(row);
    },
    async sent(since) {
      const sent = db.selectFrom('notificationDeliveries').select('notificationId').where('status', '=', 'sent');
      const rows = await all.where('window', '>=', since).where('id', 'in', sent).execute();
      return rows.map(toNotification).filter(isOfBudget);
    },
    async trim(before, now) {
      const waiting = db.selectFrom('notificationDeliveries').select('notificationId').where('status', '=', 'pending');
      const old = db
        .selectFrom('notifications')
        .select('id')
        .where('organisationId', '=', organisationId)
        .where('createdAt', '<', before)
        .where('resetsAt', '<', now)
        .where('id', 'not in', waiting);
      await db.deleteFrom('notificationDeliveries').where('notificationId', 'in', old).execute();
      await db.deleteFrom('notifications').where('id', 'in', old).execute();
    },
  };
}

function deliveryQueries(context: TenantContext): Pick<NotificationRepository, DeliveryQueries> {
  const { db, organisationId } = context;
  const all = db.selectFrom('notificationDeliveries').selectAll().where('organisationId', '=', organisationId);
  return {
    async deliveries(notificationIds) {
      if (notificationIds.length === 0) return [];
      const rows = await all
        .where('notificationId', 'in', notificationIds)
        .orderBy('createdAt')
        .orderBy('id')
        .execute();
      return rows;
    },
    async pending() {
      const counted = all.clearSelect().select((eb) => eb.fn.countAll<number | string>().as('total'));
      return Number((await counted.where('status', '=', 'pending').executeTakeFirstOrThrow()).total);
    },
    async due(now, limit) {
      const waiting = all.where('status', '=', 'pending').where('nextAttemptAt', '<=', now);
      return await waiting.orderBy('nextAttemptAt').orderBy('id').limit(limit).execute();
    },
    async claim({ id, attempts }, nextAttemptAt) {
      const taken = await db
        .updateTable('notificationDeliveries')
        .set({ attempts: attempts + 1, nextAttemptAt })
        .where('organisationId', '=', organisationId)
        .where('id', '=', id)
        .where('attempts', '=', attempts)
        .where('status', '=', 'pending')
        .executeTakeFirstOrThrow();
      return taken.numUpdatedRows > 0n;
    },
    async replaceDelivery(delivery) {
      requireOwn(context, delivery);
      const ours = db
        .updateTable('notificationDeliveries')
        .set(delivery)
        .where('organisationId', '=', organisationId)
        .where('id', '=', delivery.id);
      requireReplaced(await ours.executeTakeFirstOrThrow(), delivery.id);
    },
  };
}

/** A row of a key has its event in the place of the kind of threshold, and the moment in that of the window. */
function toRow(notification: Notification): NotificationRow {
  if (isOfBudget(notification)) {
    const { kind: _, ...row } = notification;
    return row;
  }
  const { kind, at, daysAhead, ...frame } = notification;
  const times = { window: at, resetsAt: at };
  return { ...frame, ...times, thresholdKind: kind, threshold: daysAhead, unit: 'requests', amount: 0, spent: 0 };
}

function toNotification({ thresholdKind, ...row }: NotificationRow): Notification {
  if (thresholdKind === 'percent' || thresholdKind === 'amount') {
    return { kind: 'budget.threshold_passed', thresholdKind, ...row };
  }
  const { window: at, threshold: daysAhead, resetsAt: _, unit: __, amount: ___, spent: ____, ...frame } = row;
  return { ...frame, kind: thresholdKind, at, daysAhead };
}
