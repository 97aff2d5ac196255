/** What every engine does for configs. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asAcme, config, insertAll, openWithTenants, research, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import { describeNoun } from './noun.suite.ts';
import type { Records } from './records.ts';

export function describeConfigs(open: OpenRecords): void {
  describeNoun(open, {
    name: 'a config',
    row: config,
    copy: (id, as) => ({ ...config, id, versionId: `v-${id}`, ...(as === 'twin' ? {} : { slug: id }) }),
    repository: (tx) => tx.configs,
    async listed(tx, page) {
      const { total, rows } = await tx.configs.list(team, page);
      return { total, ids: rows.map(({ id }) => id) };
    },
    order: 'newest-first',
  });

  describe('configs', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
    });
    afterEach(() => records.close());

    it('are found by slug and by name inside of a workspace, and by slug in all', async () => {
      await insertAll(records);
      await asAcme(records, async (tx) => {
        expect(await tx.configs.findBySlug(team, config.slug)).toEqual(config);
        expect(await tx.configs.findBySlug(research, config.slug)).toBeNull();
        expect(await tx.configs.findByName(team, 'Main')).toEqual(config);
        expect(await tx.configs.findByName(research, 'Main')).toBeNull();
        await tx.configs.insert({ ...config, id: 'cfg_2', workspaceId: research });
        expect((await tx.configs.listBySlug(config.slug)).map(({ id }) => id)).toEqual(['cfg_2', 'cfg_1']);
      });
    });

    it('are found by a member that they have somewhere', async () => {
      await insertAll(records);
      await asAcme(records, async (tx) => {
        const deep = { strategy: { mode: 'single' }, targets: [{ custom_host: 'https://a.example' }] };
        await tx.configs.insert({ ...config, id: 'cfg_2', slug: 'pc-2', config: deep });
        await tx.configs.insert({ ...config, id: 'cfg_3', slug: 'pc-3', config: { note: 'customXhost' } });
        expect((await tx.configs.listWithMember(team, 'custom_host')).map(({ id }) => id)).toEqual(['cfg_2']);
        expect(await tx.configs.listWithMember(research, 'custom_host')).toEqual([]);
        expect((await tx.configs.listWithText('https://a.example')).map(({ id }) => id)).toEqual(['cfg_2']);
        expect(await tx.configs.listWithText('customXhos')).toEqual([]);
      });
    });

    it('keep every version, the newest first, in whichever order row and version arrive, for no other tenant', async () => {
      await asAcme(records, async (tx) => {
        for (const id of ['cfv_1', 'cfv_2', 'cfv_0']) {
          const made = { configId: 'cfg_1', config: { id }, createdBy: 'key_admin', createdAt: 1_000 };
          await tx.configs.insertVersion({ id, ...made });
        }
        await tx.configs.insert(config);
      });
      const versions = await asAcme(records, (tx) => tx.configs.listVersions('cfg_1'));
      expect(versions.map((version) => version.config)).toEqual([{ id: 'cfv_0' }, { id: 'cfv_2' }, { id: 'cfv_1' }]);
      expect(await records.within(rival, (tx) => tx.configs.listVersions('cfg_1'))).toEqual([]);
    });
  });
}
