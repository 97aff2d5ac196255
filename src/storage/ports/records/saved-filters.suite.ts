/** What every engine does for saved filters. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme, asAcme, openWithTenants, research, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Records } from './records.ts';
import type { SavedFilter } from './saved-filters.ts';

const filter: SavedFilter = {
  id: 'flt_1',
  organisationId: acme,
  workspaceId: team,
  name: 'Failures',
  query: 'status:5xx',
  createdBy: 'key_1',
  createdAt: 1_000,
};

export function describeSavedFilters(open: OpenRecords): void {
  describe('saved filters', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await asAcme(records, async (tx) => {
        await tx.savedFilters.insert(filter);
        await tx.savedFilters.insert({ ...filter, id: 'flt_2', workspaceId: null, name: 'Everywhere' });
      });
    });
    afterEach(() => records.close());

    const idsFor = (workspace: SavedFilter['workspaceId']) =>
      asAcme(records, async (tx) => (await tx.savedFilters.list(workspace)).map(({ id }) => id));

    it('are those of the workspace and of the whole organisation, by name', async () => {
      expect(await idsFor(team)).toEqual(['flt_2', 'flt_1']);
      expect(await idsFor(research)).toEqual(['flt_2']);
      expect(await idsFor(null)).toEqual(['flt_2', 'flt_1']);
    });

    it('are another tenant’s neither to see nor to remove', async () => {
      const theirs = await records.within(rival, async (tx) => {
        await tx.savedFilters.remove('flt_1');
        return [await tx.savedFilters.list(null), await tx.savedFilters.findById('flt_1')];
      });
      expect(theirs).toEqual([[], null]);
      expect(await asAcme(records, (tx) => tx.savedFilters.findById('flt_1'))).toEqual(filter);
    });

    it('are gone once removed', async () => {
      await asAcme(records, (tx) => tx.savedFilters.remove('flt_1'));
      expect(await idsFor(team)).toEqual(['flt_2']);
    });
  });
}
