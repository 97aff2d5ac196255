/** What every engine does for exports of the log. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme, asAcme, openWithTenants, research, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { LogExport } from './log-exports.ts';
import type { Records } from './records.ts';

const draft: LogExport = {
  id: 'exp_1',
  organisationId: acme,
  workspaceId: team,
  description: 'October',
  filters: { cost_min: 0.5 },
  requestedData: ['id', 'cost'],
  status: 'draft',
  frozen: null,
  total: 12,
  createdBy: 'key_1',
  createdAt: 1_000,
  lastUpdatedAt: 1_000,
};
const PAGE = { currentPage: 0, pageSize: 10 };

export function describeLogExports(open: OpenRecords): void {
  describe('log exports', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await asAcme(records, async (tx) => {
        await tx.logExports.insert(draft);
        await tx.logExports.insert({ ...draft, id: 'exp_2', workspaceId: research });
      });
    });
    afterEach(() => records.close());

    it('are listed by workspace, the newest first', async () => {
      const idsFor = (workspace: LogExport['workspaceId'] | null) =>
        asAcme(records, async (tx) => (await tx.logExports.list(workspace, PAGE)).rows.map(({ id }) => id));
      expect(await idsFor(null)).toEqual(['exp_2', 'exp_1']);
      expect(await idsFor(team)).toEqual(['exp_1']);
    });

    it('keep what the filters meant when they were started', async () => {
      const started: LogExport = {
        ...draft,
        status: 'success',
        frozen: { organisationId: acme, workspaceId: team, to: 5, metadata: { team: 'payments' } },
      };
      await asAcme(records, (tx) => tx.logExports.replace(started));
      expect(await asAcme(records, (tx) => tx.logExports.findById('exp_1'))).toEqual(started);
    });

    it('are another tenant’s neither to see nor to change', async () => {
      const theirs = await records.within(rival, async (tx) => [
        await tx.logExports.findById('exp_1'),
        (await tx.logExports.list(null, PAGE)).total,
      ]);
      expect(theirs).toEqual([null, 0]);
      await expect(
        records.within(rival, (tx) => tx.logExports.replace({ ...draft, organisationId: rival })),
      ).rejects.toThrow('no row exp_1');
    });
  });
}
