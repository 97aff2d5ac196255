/** What every engine of the records port must do, as one suite: each noun's own, and what stands above them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Configuration } from './configuration.ts';
import { acme, apiKey, asAcme, config, guardrail, insertAll, integration, openWithTenants } from './fixture.suite.ts';
import { provider, research, rival, rivals, team, workspace, type OpenRecords } from './fixture.suite.ts';
import type { Records } from './records.ts';
import { NOUN_SUITES } from './nouns.gen.suite.ts';

/** `open` gives empty records. */
export function describeRecords(open: OpenRecords): void {
  for (const describeNoun of NOUN_SUITES) describeNoun(open);

  describe('the records', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await insertAll(records);
    });
    afterEach(() => records.close());

    it('list the organisations, the oldest first, and give a tenant its own', async () => {
      const names = await records.system(async ({ organisations }) =>
        (await organisations.list()).map(({ name }) => name),
      );
      expect(names).toEqual(['Acme', 'Rival']);
      expect(await asAcme(records, (tx) => tx.organisation())).toEqual({ id: acme, name: 'Acme', createdAt: 1 });
    });

    it('undo everything when the work throws, above tenants too', async () => {
      const failing = asAcme(records, async (tx) => {
        await tx.integrations.insert({ ...integration, id: 'int_2', slug: 'two' });
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      const system = records.system(async ({ of }) => {
        await of(rival).integrations.insert({ ...integration, id: 'int_3', organisationId: rival });
        throw new Error('changed my mind');
      });
      await expect(system).rejects.toThrow('changed my mind');
      expect((await records.configuration()).integrations).toEqual([integration]);
    });

    it('run transactions as if one after another, so that a read-then-write loses nothing', async () => {
      const addOne = () =>
        asAcme(records, async (tx) => {
          const row = await tx.integrations.findById('int_1');
          await new Promise((resolve) => setImmediate(resolve));
          await tx.integrations.replace({ ...integration, lastUpdatedAt: (row?.lastUpdatedAt ?? 0) + 1 });
        });
      await Promise.all(Array.from({ length: 20 }, addOne));
      expect((await records.configuration()).integrations[0]?.lastUpdatedAt).toBe(1_020);
    });
  });

  describe('the configuration', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await insertAll(records);
    });
    afterEach(() => records.close());

    const ids = ({
      organisations: _1,
      limits: _2,
      settings: _3,
      archivedKeys: _4,
      policies: _5,
      stops: _6,
      spendLimits: _7,
      cappedMembers: _8,
      ...nouns
    }: Configuration) =>
      Object.fromEntries(Object.entries(nouns).map(([noun, rows]) => [noun, rows.map(({ id }) => id).toSorted()]));

    it('is every active row of every tenant', async () => {
      const whole = await records.configuration();
      expect(ids(whole)).toEqual({
        workspaces: [research, rivals, team],
        integrations: ['int_1'],
        providers: ['pro_1'],
        configs: ['cfg_1'],
        guardrails: ['gr_1'],
        apiKeys: ['key_1'],
      });
      expect(whole.organisations).toHaveLength(2);
      expect(whole.configs).toEqual([config]);
      const { description: _1, masked: _2, creationMode: _3, status: _4, ...times } = apiKey;
      const { createdAt: _5, lastUpdatedAt: _6, alertEmails: _7, rotation: _8, sealedSecret: _9, ...active } = times;
      expect(whole.apiKeys).toEqual([{ ...active, ownerUntil: null }]);
    });

    it('leaves archived rows out, but for the hashes of deleted keys', async () => {
      await asAcme(records, async (tx) => {
        await tx.apiKeys.replace({ ...apiKey, status: 'archived' });
        await tx.configs.replace({ ...config, status: 'archived' });
        await tx.guardrails.replace({ ...guardrail, status: 'archived' });
        await tx.providers.replace({ ...provider, status: 'archived' });
        await tx.integrations.replace({ ...integration, status: 'archived' });
        await tx.workspaces.replace({ ...workspace, status: 'archived' });
      });
      const nothing = { integrations: [], providers: [], configs: [], guardrails: [], apiKeys: [] };
      const left = await records.configuration();
      expect(ids(left)).toEqual({ workspaces: [research, rivals], ...nothing });
      expect(left.archivedKeys).toEqual([apiKey.hash]);
      const changed = await records.changed([{ noun: 'api_key', id: 'key_1' }]);
      expect(changed.archivedKeys).toEqual([apiKey.hash]);
      expect((await records.changed([])).archivedKeys).toEqual([]);
    });

    it('of a change is what changed and is still there', async () => {
      const nothing = { workspaces: [], integrations: [], providers: [], configs: [], guardrails: [], apiKeys: [] };
      const changed = async (...changes: Parameters<Records['changed']>[0]) => ids(await records.changed(changes));
      expect(await changed()).toEqual(nothing);
      expect(await changed({ noun: 'config', id: 'cfg_1' })).toEqual({ ...nothing, configs: ['cfg_1'] });
      expect(await changed({ noun: 'config', id: 'gone' }, { noun: 'api_key', id: 'key_1' })).toEqual({
        ...nothing,
        apiKeys: ['key_1'],
      });
      expect(await changed({ noun: 'workspace', id: team })).toEqual({ ...nothing, workspaces: [team] });
    });
  });
}
