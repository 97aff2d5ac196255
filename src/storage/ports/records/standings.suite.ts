/** What every engine does for whether directories stand by people. */
import { beforeEach, describe, expect, it } from 'vitest';
import { acme, asAcme, openWithTenants, rival } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Records } from './records.ts';
import type { Standing } from './standings.ts';
import { ada } from './users.suite.ts';

const standing: Standing = {
  id: 'sta_1',
  organisationId: acme,
  providerId: 'idp_1',
  subject: 'dir-1',
  userId: ada.id,
  sealedRefreshToken: 'sealed-1',
  confirmedAt: 1_000,
  nextCheckAt: 2_000,
  endsAt: 5_000,
};
const other: Standing = { ...standing, id: 'sta_2', providerId: 'idp_2', endsAt: 9_000 };

export function describeStandings(open: OpenRecords): void {
  describe('standings', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await asAcme(records, async (tx) => {
        await tx.users.insert({ ...ada, role: 'member' });
        await tx.standings.put(standing);
      });
    });

    it('are one for each person at a directory, and of one tenant', async () => {
      await asAcme(records, async ({ standings }) => {
        await standings.put({ ...standing, confirmedAt: 3_000 });
        expect(await standings.find('idp_1', 'dir-1')).toEqual({ ...standing, confirmedAt: 3_000 });
        expect(await standings.listByUser(ada.id)).toHaveLength(1);
        expect(await standings.find('idp_1', 'dir-2')).toBeNull();
      });
      await records.within(rival, async ({ standings }) => {
        expect(await standings.find('idp_1', 'dir-1')).toBeNull();
        expect(await standings.listByUser(ada.id)).toEqual([]);
        expect(await standings.claim(standing, 8_000)).toBe(false);
        expect(await standings.removeAll('idp_1')).toEqual([]);
        await expect(standings.put(standing)).rejects.toThrow();
      });
    });

    it('end with the last of the directories, and never while one has no end, for owners, and for people of none', async () => {
      await asAcme(records, async ({ standings, users }) => {
        expect(await standings.endOf(ada.id)).toBe(5_000);
        await standings.put(other);
        expect(await standings.endOf(ada.id)).toBe(9_000);
        await standings.put({ ...other, endsAt: null });
        expect(await standings.endOf(ada.id)).toBeNull();
        await standings.put(other);
        await users.replace({ ...ada, role: 'owner' });
        expect(await standings.endOf(ada.id)).toBeNull();
        expect(await standings.endOf('nobody')).toBeNull();
      });
    });

    it('have another age from the last yes on; one that ended by a no stays ended', async () => {
      await asAcme(records, async ({ standings }) => {
        expect(await standings.changeAge('idp_1', 6_000)).toEqual([ada.id]);
        expect(await standings.endOf(ada.id)).toBe(7_000);
        await standings.changeAge('idp_1', null);
        expect(await standings.endOf(ada.id)).toBeNull();
        await standings.put({ ...standing, confirmedAt: 0, endsAt: 4_000 });
        await standings.changeAge('idp_1', null);
        expect(await standings.endOf(ada.id)).toBe(4_000);
        expect(await standings.removeAll('idp_1')).toEqual([ada.id]);
        expect(await standings.listByUser(ada.id)).toEqual([]);
      });
    });

    it('are due by their time, and a check is taken once', async () => {
      const due = (now: number) => records.system(({ signIn }) => signIn.dueStandings(now, 10));
      expect(await due(1_999)).toEqual([]);
      expect(await due(2_000)).toEqual([standing]);
      await asAcme(records, async ({ standings }) => {
        expect(await standings.claim(standing, 8_000)).toBe(true);
        expect(await standings.claim(standing, 8_000)).toBe(false);
      });
      expect(await due(7_999)).toEqual([]);
    });
  });
}
