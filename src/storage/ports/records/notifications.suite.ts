/** What every engine does for notifications. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme, asAcme, everything, insertAll, openWithTenants, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type {
  BudgetNotification,
  Delivery,
  KeyNotification,
  Notification,
  NotificationChannel,
} from './notifications.ts';
import type { Records } from './records.ts';

const notification: BudgetNotification = {
  kind: 'budget.threshold_passed',
  id: 'not_1',
  organisationId: acme,
  workspaceId: team,
  account: 'api_key:key_1:cost',
  window: 1000,
  resetsAt: 9000,
  thresholdKind: 'percent',
  threshold: 75,
  unit: 'cost',
  amount: 10_000_000_000,
  spent: 7_600_000_000,
  ownerKind: 'api_key',
  ownerName: 'Mine',
  createdAt: 2000,
};

const ofKey: KeyNotification = {
  kind: 'api_key.expires',
  id: 'not_k',
  organisationId: acme,
  workspaceId: team,
  account: 'api_key:key_1',
  at: 9000,
  daysAhead: 7,
  ownerKind: 'api_key',
  ownerName: 'Mine',
  createdAt: 2000,
};

const delivery: Delivery = {
  id: 'del_1',
  notificationId: 'not_1',
  organisationId: acme,
  medium: 'email',
  target: 'ada@example.com',
  status: 'pending',
  attempts: 0,
  nextAttemptAt: 2000,
  lastError: null,
  sentAt: null,
  createdAt: 2000,
};

const channel: NotificationChannel = {
  id: 'ch_1',
  organisationId: acme,
  kind: 'webhook',
  name: 'Ops',
  host: 'hooks.example.com',
  sealed: 'v1.channel',
  createdAt: 1000,
  lastUpdatedAt: 1000,
};

export function describeNotifications(open: OpenRecords): void {
  describe('notifications', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await insertAll(records);
    });
    afterEach(() => records.close());

    const insert = (one: Notification, messages: Delivery[] = []) =>
      asAcme(records, (tx) => tx.notifications.insert(one, messages));

    it('are written once for each account, window, limit and threshold', async () => {
      expect(await insert(notification, [delivery])).toBe(true);
      expect(await insert({ ...notification, id: 'not_2' }, [{ ...delivery, id: 'del_2' }])).toBe(false);
      expect(await insert({ ...notification, id: 'not_3', threshold: 90 })).toBe(true);
      expect(await insert({ ...notification, id: 'not_4', window: 9000, createdAt: 9000 })).toBe(true);
      expect(await insert({ ...notification, id: 'not_5', amount: 20_000_000_000 })).toBe(true);
      const listed = await asAcme(records, (tx) => tx.notifications.list({}, everything));
      expect(listed.total).toBe(4);
      expect(listed.rows[0]?.id).toBe('not_4');
      expect(await asAcme(records, (tx) => tx.notifications.deliveries(['not_1', 'not_2']))).toEqual([delivery]);
    });

    it('of a key are written once for each event, moment and number of days, and are no budget’s', async () => {
      expect(await insert(ofKey, [{ ...delivery, notificationId: ofKey.id, status: 'sent' }])).toBe(true);
      expect(await insert({ ...ofKey, id: 'not_l' })).toBe(false);
      expect(await insert({ ...ofKey, id: 'not_m', kind: 'api_key.expired', daysAhead: 0 })).toBe(true);
      expect(await insert({ ...ofKey, id: 'not_n', daysAhead: 1 })).toBe(true);
      expect(await insert({ ...ofKey, id: 'not_o', at: 10_000 })).toBe(true);
      expect(await asAcme(records, (tx) => tx.notifications.findById(ofKey.id))).toEqual(ofKey);
      expect((await asAcme(records, (tx) => tx.notifications.list({}, everything))).total).toBe(4);
      expect(await asAcme(records, (tx) => tx.notifications.sent(0))).toEqual([]);
    });

    it('are found by account and by workspace', async () => {
      await insert(notification);
      await insert({ ...notification, id: 'not_2', account: 'organisation:org_acme:cost', workspaceId: null });
      const list = (filter: object) => asAcme(records, (tx) => tx.notifications.list(filter, everything));
      expect((await list({ account: 'api_key:key_1' })).rows).toEqual([notification]);
      expect((await list({ workspaceId: team })).rows).toEqual([notification]);
      expect(await asAcme(records, (tx) => tx.notifications.findById('not_1'))).toEqual(notification);
    });

    it('have messages that one process takes, and that are due later', async () => {
      await insert(notification, [delivery, { ...delivery, id: 'del_2', nextAttemptAt: 5000 }]);
      await asAcme(records, async (tx) => {
        expect((await tx.notifications.due(2000, 10)).map(({ id }) => id)).toEqual(['del_1']);
        expect(await tx.notifications.pending()).toBe(2);
        expect(await tx.notifications.claim(delivery, 3000)).toBe(true);
        expect(await tx.notifications.claim(delivery, 3000)).toBe(false);
        expect(await tx.notifications.due(2999, 10)).toEqual([]);
        await tx.notifications.replaceDelivery({ ...delivery, status: 'sent', attempts: 1, sentAt: 2500 });
        expect(await tx.notifications.pending()).toBe(1);
        expect(await tx.notifications.sent(1000)).toEqual([notification]);
        expect(await tx.notifications.sent(1001)).toEqual([]);
      });
    });

    it('are deleted when they are old, their window is over and nothing waits', async () => {
      await insert(notification, [{ ...delivery, status: 'failed' }]);
      await insert({ ...notification, id: 'not_2', threshold: 90 }, [
        { ...delivery, id: 'del_2', notificationId: 'not_2' },
      ]);
      await insert({ ...notification, id: 'not_3', threshold: 100, resetsAt: null });
      await asAcme(records, async (tx) => {
        await tx.notifications.trim(2001, 9000);
        expect((await tx.notifications.list({}, everything)).total, 'the window runs').toBe(3);
        await tx.notifications.trim(2001, 9001);
        const left = (await tx.notifications.list({}, everything)).rows.map(({ id }) => id);
        expect(left.toSorted()).toEqual(['not_2', 'not_3']);
        expect(await tx.notifications.deliveries(['not_1'])).toEqual([]);
      });
    });

    it('go to channels, which come back as they were', async () => {
      await asAcme(records, async (tx) => {
        await tx.notifications.insertChannel(channel);
        expect(await tx.notifications.findChannel('ch_1')).toEqual(channel);
        await tx.notifications.replaceChannel({ ...channel, name: 'Operations' });
        expect(await tx.notifications.channels()).toEqual([{ ...channel, name: 'Operations' }]);
        await tx.notifications.removeChannel('ch_1');
        expect(await tx.notifications.channels()).toEqual([]);
        await expect(tx.notifications.replaceChannel(channel)).rejects.toThrow(/no row/);
      });
    });

    it('are one organisation’s own', async () => {
      await insert(notification, [delivery]);
      await asAcme(records, (tx) => tx.notifications.insertChannel(channel));
      await records.within(rival, async (tx) => {
        expect(await tx.notifications.list({}, everything)).toEqual({ total: 0, rows: [] });
        expect(await tx.notifications.findById('not_1')).toBeNull();
        expect(await tx.notifications.deliveries(['not_1'])).toEqual([]);
        expect(await tx.notifications.due(9000, 10)).toEqual([]);
        expect(await tx.notifications.claim(delivery, 3000)).toBe(false);
        expect(await tx.notifications.sent(0)).toEqual([]);
        expect(await tx.notifications.channels()).toEqual([]);
        await tx.notifications.removeChannel('ch_1');
        await tx.notifications.trim(9e12, 9e12);
        await expect(tx.notifications.insert(notification, [])).rejects.toThrow(/another organisation/);
      });
      expect(await asAcme(records, (tx) => tx.notifications.channels())).toEqual([channel]);
      expect((await asAcme(records, (tx) => tx.notifications.list({}, everything))).total).toBe(1);
    });
  });
}
