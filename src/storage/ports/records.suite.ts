/** What every engine of the records port must do, as one suite. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyHash, OrganisationId, WorkspaceId } from '../../wire/ids.ts';
import { SlugTakenError } from './records.ts';
import type { ApiKeyRecord, ConfigRecord, Integration, ProviderRecord, Records } from './records.ts';

const acme = 'org_acme' as OrganisationId;
const team = 'ws_team' as WorkspaceId;
const rivals = 'ws_rivals' as WorkspaceId;
const everything = { currentPage: 0, pageSize: 100 };

const integration: Integration = {
  id: 'int_1',
  slug: 'vertex-prod',
  organisationId: acme,
  workspaceId: null,
  name: 'Vertex, production',
  description: null,
  aiProviderId: 'vertex-ai',
  sealedCredentials: 'v1.sealed',
  status: 'active',
  createdAt: 1_000,
  lastUpdatedAt: 1_000,
};

const provider: ProviderRecord = {
  id: 'pro_1',
  slug: 'vertex',
  organisationId: acme,
  workspaceId: team,
  integrationId: 'int_1',
  name: 'Vertex',
  note: null,
  expiresAt: null,
  status: 'active',
  createdAt: 1_000,
  lastUpdatedAt: 1_000,
};

const config: ConfigRecord = {
  id: 'cfg_1',
  slug: 'pc-main-1a2b',
  organisationId: acme,
  workspaceId: team,
  name: 'Main',
  isDefault: true,
  status: 'active',
  ownerId: 'key_admin',
  updatedBy: 'key_admin',
  createdAt: 1_000,
  lastUpdatedAt: 1_000,
  versionId: 'cfv_1',
  config: { provider: '@vertex', override_params: { max_tokens: 10, snake_Case: ['kept', null] } },
};

const apiKey: ApiKeyRecord = {
  id: 'key_1',
  organisationId: acme,
  workspaceId: team,
  type: 'workspace-user',
  userId: 'ada',
  name: "Ada's key",
  description: null,
  hash: 'aa11' as KeyHash,
  masked: 'tg-ab…wxyz',
  scopes: ['completions.write', 'logs.view'],
  defaults: { metadata: { team: 'core' }, configId: 'pc-main-1a2b', allowConfigOverride: true },
  creationMode: 'api',
  expiresAt: 5_000,
  status: 'active',
  createdAt: 1_000,
  lastUpdatedAt: 1_000,
};

/** `open` gives empty records. */
export function describeRecords(open: () => Promise<Records>): void {
  describe('the records port', () => {
    let records: Records;

    beforeEach(async () => {
      records = await open();
      await records.transaction(async (tx) => {
        await tx.organisations.insert({ id: acme, name: 'Acme', createdAt: 1 });
        for (const [id, isDefault] of [
          [team, true],
          [rivals, false],
        ] as const) {
          await tx.workspaces.insert({ id, organisationId: acme, slug: id, name: id, isDefault, createdAt: 1 });
        }
      });
    });
    afterEach(() => records.close());

    const insertAll = () =>
      records.transaction(async (tx) => {
        await tx.integrations.insert(integration);
        await tx.providers.insert(provider);
        await tx.configs.insert(config);
        await tx.apiKeys.insert(apiKey);
      });

    it('gives every noun back as it was put in', async () => {
      await insertAll();
      await records.transaction(async (tx) => {
        expect(await tx.organisations.findById(acme)).toEqual({ id: acme, name: 'Acme', createdAt: 1 });
        expect(await tx.organisations.list()).toHaveLength(1);
        expect(await tx.workspaces.findById(team)).toMatchObject({ slug: team, isDefault: true });
        expect(await tx.workspaces.list(acme)).toHaveLength(2);
        expect(await tx.integrations.findById('int_1')).toEqual(integration);
        expect(await tx.integrations.findBySlug(acme, 'vertex-prod')).toEqual(integration);
        expect(await tx.providers.findBySlug(team, 'vertex')).toEqual(provider);
        expect(await tx.configs.findBySlug(team, 'pc-main-1a2b')).toEqual(config);
        expect(await tx.apiKeys.findById('key_1')).toEqual(apiKey);
      });
    });

    it('finds nothing, not something else, under an unknown id or another tenant', async () => {
      await insertAll();
      await records.transaction(async (tx) => {
        expect(await tx.organisations.findById('org_other')).toBeNull();
        expect(await tx.configs.findById('cfg_2')).toBeNull();
        expect(await tx.providers.findBySlug(rivals, 'vertex')).toBeNull();
        expect(await tx.integrations.findBySlug('org_other' as OrganisationId, 'vertex-prod')).toBeNull();
        expect((await tx.configs.list(rivals, everything)).rows).toEqual([]);
        expect((await tx.apiKeys.list(acme, rivals, everything)).rows).toEqual([]);
        expect((await tx.apiKeys.list(acme, null, everything)).rows).toEqual([apiKey]);
      });
    });

    it('replaces the whole row', async () => {
      await insertAll();
      const renamed = { ...provider, name: 'Renamed', note: 'why', expiresAt: 9_000, lastUpdatedAt: 2_000 };
      await records.transaction((tx) => tx.providers.replace(renamed));
      expect((await records.dump()).providers).toEqual([renamed]);
    });

    it('refuses to replace a row that is not there', async () => {
      await insertAll();
      await expect(records.transaction((tx) => tx.apiKeys.replace({ ...apiKey, id: 'key_2' }))).rejects.toThrow(
        'key_2',
      );
      await expect(records.transaction((tx) => tx.configs.replace({ ...config, id: 'cfg_2' }))).rejects.toThrow(
        'cfg_2',
      );
    });

    it('refuses a slug that another row has, by name', async () => {
      await insertAll();
      const clash = (write: Parameters<Records['transaction']>[0]) =>
        expect(records.transaction(write)).rejects.toThrow(SlugTakenError);
      await clash((tx) => tx.integrations.insert({ ...integration, id: 'int_2' }));
      await clash((tx) => tx.providers.insert({ ...provider, id: 'pro_2' }));
      await clash((tx) => tx.configs.insert({ ...config, id: 'cfg_2' }));
      await clash(async (tx) => {
        await tx.providers.insert({ ...provider, id: 'pro_2', slug: 'other' });
        await tx.providers.replace({ ...provider, id: 'pro_2' });
      });
    });

    it('does not mistake a repeated id for a taken slug', async () => {
      await insertAll();
      const again = records.transaction((tx) => tx.providers.insert({ ...provider, slug: 'other' }));
      await expect(again).rejects.not.toThrow(SlugTakenError);
    });

    it('lets the same slug live in another workspace, and again once its row is archived', async () => {
      await insertAll();
      await records.transaction(async (tx) => {
        await tx.providers.insert({ ...provider, id: 'pro_2', workspaceId: rivals });
        await tx.providers.replace({ ...provider, status: 'archived' });
        await tx.providers.insert({ ...provider, id: 'pro_3' });
        expect(await tx.providers.findBySlug(team, 'vertex')).toMatchObject({ id: 'pro_3' });
      });
    });

    it('hides archived rows from lists, slugs and the dump, but not from their id', async () => {
      await insertAll();
      await records.transaction(async (tx) => {
        await tx.apiKeys.replace({ ...apiKey, status: 'archived' });
        await tx.configs.replace({ ...config, status: 'archived' });
        await tx.providers.replace({ ...provider, status: 'archived' });
        await tx.integrations.replace({ ...integration, status: 'archived' });
        expect(await tx.apiKeys.list(acme, null, everything)).toEqual({ total: 0, rows: [] });
        expect(await tx.configs.findBySlug(team, config.slug)).toBeNull();
        expect(await tx.configs.findById('cfg_1')).toMatchObject({ status: 'archived' });
      });
      const dump = await records.dump();
      expect(dump).toMatchObject({ integrations: [], providers: [], configs: [], apiKeys: [] });
      expect(dump.workspaces).toHaveLength(2);
    });

    it('pages newest first and counts the whole list', async () => {
      await records.transaction(async (tx) => {
        await tx.integrations.insert(integration);
        for (let n = 1; n <= 5; n += 1) {
          await tx.providers.insert({ ...provider, id: `pro_${n}`, slug: `slug-${n}`, createdAt: n });
        }
        const middle = await tx.providers.list(team, { currentPage: 1, pageSize: 2 });
        expect(middle.total).toBe(5);
        expect(middle.rows.map((row) => row.id)).toEqual(['pro_3', 'pro_2']);
        expect((await tx.providers.list(team, { currentPage: 9, pageSize: 2 })).rows).toEqual([]);
      });
    });

    it('keeps every version of a config, the newest first, in whichever order row and version arrive', async () => {
      const versions = await records.transaction(async (tx) => {
        for (const id of ['cfv_1', 'cfv_2', 'cfv_0']) {
          const made = { configId: 'cfg_1', config: { id }, createdBy: 'key_admin', createdAt: 1_000 };
          await tx.configs.insertVersion({ id, ...made });
        }
        await tx.configs.insert(config);
        return tx.configs.listVersions('cfg_1');
      });
      expect(versions.map((version) => version.config)).toEqual([{ id: 'cfv_0' }, { id: 'cfv_2' }, { id: 'cfv_1' }]);
    });

    it('refuses a row that refers to nothing', async () => {
      await expect(records.transaction((tx) => tx.providers.insert(provider))).rejects.toThrow();
    });

    it('lists the audit trail newest first, within one organisation', async () => {
      const event = { organisationId: acme, workspaceId: null, actor: 'bootstrap', createdAt: 1_000 };
      const trail = await records.transaction(async (tx) => {
        const change = { before: undefined, after: { name: 'x' } };
        await tx.audit.insert({ ...event, ...change, id: 'aud_2', action: 'config.create', resourceId: 'cfg_1' });
        await tx.audit.insert({ ...event, ...change, id: 'aud_1', action: 'config.delete', resourceId: 'cfg_1' });
        const elsewhere = { organisationId: 'org_other' as OrganisationId, action: 'x', resourceId: 'y' };
        await tx.audit.insert({ ...event, ...change, ...elsewhere, id: 'aud_3' });
        return tx.audit.list(acme);
      });
      expect(trail.map((row) => row.action)).toEqual(['config.delete', 'config.create']);
      expect(trail[0]).toEqual({
        ...event,
        id: 'aud_1',
        action: 'config.delete',
        resourceId: 'cfg_1',
        before: null,
        after: { name: 'x' },
      });
    });

    it('undoes everything when the work throws', async () => {
      const failing = records.transaction(async (tx) => {
        await tx.integrations.insert(integration);
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect((await records.dump()).integrations).toEqual([]);
    });

    it('runs transactions one after another, so that a read-then-write loses nothing', async () => {
      await insertAll();
      const addOne = () =>
        records.transaction(async (tx) => {
          const row = await tx.integrations.findById('int_1');
          await new Promise((resolve) => setImmediate(resolve));
          await tx.integrations.replace({ ...integration, lastUpdatedAt: (row?.lastUpdatedAt ?? 0) + 1 });
        });
      await Promise.all(Array.from({ length: 20 }, addOne));
      expect((await records.dump()).integrations[0]?.lastUpdatedAt).toBe(1_020);
    });
  });
}
