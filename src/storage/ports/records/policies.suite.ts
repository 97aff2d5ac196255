/** What every engine does for policies. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme, asAcme, insertAll, openWithTenants, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Policy } from './policies.ts';
import type { Records } from './records.ts';

const policy: Policy = {
  id: 'pol_1',
  organisationId: acme,
  workspaceId: team,
  kind: 'usage_limits',
  name: 'Per user',
  description: null,
  rule: {
    conditions: [{ key: 'metadata._user', values: ['*'], excludes: false }],
    groupBy: ['metadata._user'],
    budget: { unit: 'tokens', amount: 5, alertAt: null, period: 'weekly', isSoft: true },
    rate: null,
  },
  status: 'active',
  createdAt: 1000,
  lastUpdatedAt: 1000,
};

export function describePolicies(open: OpenRecords): void {
  describe('policies', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await insertAll(records);
      await asAcme(records, (tx) => tx.policies.insert(policy));
    });
    afterEach(() => records.close());

    it('come back as they were, by id and by kind', async () => {
      expect(await asAcme(records, (tx) => tx.policies.findById('pol_1'))).toEqual(policy);
      expect(await asAcme(records, (tx) => tx.policies.list('usage_limits'))).toEqual([policy]);
      expect(await asAcme(records, (tx) => tx.policies.list('rate_limits'))).toEqual([]);
    });

    it('come with the configuration while they are active, whatever has changed', async () => {
      expect((await records.configuration()).policies).toEqual([policy]);
      expect((await records.changed([{ noun: 'config', id: 'cfg_1' }])).policies).toEqual([policy]);
      await asAcme(records, (tx) => tx.policies.replace({ ...policy, status: 'archived' }));
      expect((await records.configuration()).policies).toEqual([]);
    });

    it('are one organisation’s own', async () => {
      await records.within(rival, async (tx) => {
        expect(await tx.policies.findById('pol_1')).toBeNull();
        expect(await tx.policies.list('usage_limits')).toEqual([]);
        await expect(tx.policies.replace({ ...policy, organisationId: rival })).rejects.toThrow(/no policy/);
      });
    });
  });
}
