/** What every engine does for limits. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme, asAcme, insertAll, openWithTenants, rival } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { LimitsRecord } from './limits.ts';
import type { Records } from './records.ts';

const limits: LimitsRecord = {
  ownerKind: 'api_key',
  ownerId: 'key_1',
  organisationId: acme,
  budgets: [{ unit: 'cost', amount: 5_000_000_000, alertAt: null, period: { every: 3, from: '2026-11-29' } }],
  rates: [{ unit: 'requests', per: 'minute', value: 5 }],
  velocity: [{ per: 'session', nanoUsdPerMinute: 2_000_000_000, subagents: 8 }],
};

export function describeLimits(open: OpenRecords): void {
  describe('limits', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await insertAll(records);
      await asAcme(records, (tx) => tx.limits.put(limits));
    });
    afterEach(() => records.close());

    const find = (): Promise<LimitsRecord | null> => asAcme(records, (tx) => tx.limits.find('api_key', 'key_1'));

    it('are an owner’s, by kind and id', async () => {
      expect(await find()).toEqual(limits);
      expect(await asAcme(records, (tx) => tx.limits.find('provider', 'key_1'))).toBeNull();
    });

    it('replace what the owner had, and are gone where nothing is left', async () => {
      const fewer = { ...limits, rates: [] };
      await asAcme(records, (tx) => tx.limits.put(fewer));
      expect(await find()).toEqual(fewer);
      await asAcme(records, (tx) => tx.limits.put({ ...fewer, budgets: [], velocity: [] }));
      expect(await find()).toBeNull();
    });

    it('are one organisation’s own', async () => {
      await records.within(rival, async (tx) => {
        expect(await tx.limits.find('api_key', 'key_1')).toBeNull();
        expect(await tx.limits.list()).toEqual([]);
        await expect(tx.limits.put(limits)).rejects.toThrow(/another organisation/);
      });
      expect(await find()).toEqual(limits);
    });

    it('come with the configuration, and with an owner that changed', async () => {
      expect((await records.configuration()).limits).toEqual([limits]);
      expect((await records.changed([{ noun: 'api_key', id: 'key_1' }])).limits).toEqual([limits]);
      expect((await records.changed([{ noun: 'config', id: 'cfg_1' }])).limits).toEqual([]);
    });
  });
}
