/** What every engine does for stops. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme, asAcme, everything, insertAll, openWithTenants, research, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Records } from './records.ts';
import type { Stop } from './stops.ts';

const stop: Stop = {
  id: 'stop_1',
  organisationId: acme,
  workspaceId: team,
  kind: 'agent',
  sessionId: 'session-1',
  agentId: 'agent-1',
  apiKeyId: null,
  reason: 'It runs in circles.',
  createdBy: 'user_1',
  createdAt: 1000,
  liftedAt: null,
};

export function describeStops(open: OpenRecords): void {
  describe('stops', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await insertAll(records);
      await asAcme(records, (tx) => tx.stops.insert(stop));
    });
    afterEach(() => records.close());

    it('come back as they were, until they are lifted, by workspace and with the configuration', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.stops.findById('stop_1')).toEqual(stop);
        expect(await tx.stops.list(null, everything)).toEqual({ total: 1, rows: [stop] });
        expect(await tx.stops.list(team, everything)).toEqual({ total: 1, rows: [stop] });
        expect(await tx.stops.list(research, everything)).toEqual({ total: 0, rows: [] });
      });
      expect((await records.configuration()).stops).toEqual([stop]);
      expect((await records.changed([])).stops).toEqual([stop]);
      await asAcme(records, (tx) => tx.stops.replace({ ...stop, liftedAt: 2000 }));
      expect((await asAcme(records, (tx) => tx.stops.list(null, everything))).total).toBe(0);
      expect((await records.configuration()).stops).toEqual([]);
    });

    it('are one organisation’s own', async () => {
      await records.within(rival, async (tx) => {
        expect(await tx.stops.findById('stop_1')).toBeNull();
        expect(await tx.stops.list(null, everything)).toEqual({ total: 0, rows: [] });
        await expect(tx.stops.replace(stop)).rejects.toThrow(/another organisation/);
        await expect(tx.stops.replace({ ...stop, organisationId: rival })).rejects.toThrow(/no row/);
      });
    });
  });
}
