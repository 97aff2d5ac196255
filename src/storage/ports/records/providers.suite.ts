/** What every engine does for providers. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asAcme, everything, insertAll, openWithTenants, provider, research, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import { describeNoun } from './noun.suite.ts';
import type { Records } from './records.ts';

export function describeProviders(open: OpenRecords): void {
  describeNoun(open, {
    name: 'a provider',
    row: provider,
    copy: (id, as) => ({ ...provider, id, ...(as === 'twin' ? {} : { slug: id }) }),
    repository: (tx) => tx.providers,
    async listed(tx, page) {
      const { total, rows } = await tx.providers.list(team, page);
      return { total, ids: rows.map(({ id }) => id) };
    },
    order: 'newest-first',
  });

  describe('providers', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await insertAll(records);
    });
    afterEach(() => records.close());

    it('are found by slug and by name inside of a workspace', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.providers.findBySlug(team, 'vertex')).toEqual(provider);
        expect(await tx.providers.findBySlug(research, 'vertex')).toBeNull();
        expect(await tx.providers.findByName(team, 'Vertex')).toEqual(provider);
        expect(await tx.providers.findByName(research, 'Vertex')).toBeNull();
      });
    });

    it('may have the same slug in another workspace', async () => {
      await asAcme(records, async (tx) => {
        await tx.providers.insert({ ...provider, id: 'pro_2', workspaceId: research });
        expect((await tx.providers.list(research, everything)).rows).toMatchObject([{ id: 'pro_2' }]);
      });
    });

    it('are found by their integration, in every workspace', async () => {
      await asAcme(records, async (tx) => {
        await tx.providers.insert({ ...provider, id: 'pro_2', workspaceId: research });
        await tx.providers.replace({ ...provider, id: 'pro_2', workspaceId: research, note: 'why' });
        expect((await tx.providers.listByIntegration('int_1')).map(({ id }) => id)).toEqual(['pro_2', 'pro_1']);
        await tx.providers.replace({ ...provider, status: 'archived' });
        expect((await tx.providers.listByIntegration('int_1')).map(({ id }) => id)).toEqual(['pro_2']);
        expect(await tx.providers.listByIntegration('int_2')).toEqual([]);
      });
    });

    it('refer to an integration that is there', async () => {
      const homeless = asAcme(records, (tx) =>
        tx.providers.insert({ ...provider, id: 'x', slug: 'x', integrationId: 'y' }),
      );
      await expect(homeless).rejects.toThrow();
    });
  });
}
