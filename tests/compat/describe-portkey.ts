/** What an official client of the Portkey API must be able to do with the admin API, whatever language it is in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecord, recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { openWorld, type World } from './world.ts';

/** One call of the library, by its name there, as `api_keys.create`. Rejects when the library throws. */
export type Call = (path: string, args?: Record<string, unknown>) => Promise<JsonRecord>;

export interface PortkeyClient {
  /** Names where the library's own differ from those of the API. */
  names: { apiKeys: string; workspaces: string; workspaceId: string };
  open(baseUrl: string, apiKey: string): Promise<{ call: Call; close(): void }>;
}

const CONFIG = { provider: '@vertex-prod', retry: { attempts: 2 } };

export function describePortkey(title: string, client: PortkeyClient | undefined): void {
  describe.skipIf(client === undefined)(title, () => {
    let world: World;
    let session: Awaited<ReturnType<PortkeyClient['open']>>;
    const names = client?.names ?? { apiKeys: '', workspaces: '', workspaceId: '' };
    const call: Call = (path, args) => session.call(path, args);

    beforeAll(async () => {
      world = await openWorld();
      if (client === undefined) throw new Error('The library is not installed.');
      session = await client.open(`${world.tollgate.url}/v1`, world.tollgate.adminKey);
    });
    afterAll(async () => {
      session.close();
      await world.close();
    });

    const list = async (noun: string): Promise<JsonRecord[]> => recordsIn((await call(`${noun}.list`, {}))['data']);

    async function sharedWorkspace(): Promise<string> {
      const found = (await list(names.workspaces)).find((row) => row['name'] === 'Shared Team Workspace');
      return stringAt(found ?? {}, 'id');
    }

    it('finds its workspace, and opens it', async () => {
      const id = await sharedWorkspace();
      expect(await call(`${names.workspaces}.retrieve`, { [names.workspaceId]: id })).toMatchObject({
        id,
        slug: expect.stringMatching(/^ws-/) as string,
      });
    });

    it('makes a workspace, changes and deletes it', async () => {
      const made = await call(`${names.workspaces}.create`, { name: 'Data', description: 'Notebooks' });
      const id = { [names.workspaceId]: stringAt(made, 'id') };
      await call(`${names.workspaces}.update`, {
        ...id,
        name: 'Data science',
        defaults: { metadata: { team: 'data' } },
      });
      expect(await call(`${names.workspaces}.retrieve`, id)).toMatchObject({
        name: 'Data science',
        defaults: { metadata: { team: 'data' } },
      });
      await call(`${names.workspaces}.delete`, id);
      expect((await list(names.workspaces)).map((row) => row['name'])).not.toContain('Data science');
    });

    it('makes a config, lists, opens and changes it', async () => {
      const made = await call('configs.create', { name: 'Engineering', config: CONFIG, is_default: 0 });
      const slug = stringAt(isRecord(made['data']) ? made['data'] : made, 'slug');
      expect((await list('configs')).map((row) => row['slug'])).toContain(slug);
      await call('configs.update', { slug, name: 'Engineering, east', config: { ...CONFIG, request_timeout: 9000 } });
      const opened = await call('configs.retrieve', { slug });
      expect(JSON.stringify(opened)).toContain('Engineering, east');
      expect(JSON.stringify(opened)).toContain('request_timeout');
    });

    it('makes a key as the published example does, without its kind, and lists, opens and changes it', async () => {
      const workspace = await sharedWorkspace();
      const config = await call('configs.create', { name: 'Default', config: CONFIG });
      const made = await call(`${names.apiKeys}.create`, {
        name: 'engineering-development',
        type: 'organisation',
        workspace_id: workspace,
        defaults: {
          config_id: stringAt(isRecord(config['data']) ? config['data'] : config, 'slug'),
          metadata: { environment: 'development', department: 'engineering' },
        },
        scopes: ['logs.view', 'configs.read'],
      });
      const id = stringAt(made, 'id');
      expect(stringAt(made, 'key')).toMatch(/^tg-/);
      expect((await list(names.apiKeys)).map((row) => row['id'])).toContain(id);
      await call(`${names.apiKeys}.update`, { id, name: 'engineering', scopes: ['logs.view'] });
      expect(await call(`${names.apiKeys}.retrieve`, { id })).toMatchObject({
        name: 'engineering',
        workspace_id: workspace,
        type: 'workspace-service',
        scopes: ['logs.view'],
        rate_limits: null,
        usage_limits: null,
        defaults: { metadata: { department: 'engineering' } },
      });
      await call(`${names.apiKeys}.delete`, { id });
      expect((await list(names.apiKeys)).map((row) => row['id'])).not.toContain(id);
    });

    it('makes a key with a rotation policy, people to tell and an end', async () => {
      const made = await call(`${names.apiKeys}.create`, {
        name: 'nightly',
        type: 'workspace',
        workspace_id: await sharedWorkspace(),
        scopes: ['completions.write'],
        expires_at: '2099-01-01T00:00:00Z',
        rotation_policy: { rotation_period: 'monthly' },
        alert_emails: ['ops@example.com'],
      });
      expect(await call(`${names.apiKeys}.retrieve`, { id: stringAt(made, 'id') })).toMatchObject({
        expires_at: '2099-01-01T00:00:00.000Z',
        alert_emails: ['ops@example.com'],
      });
    });

    it('makes an integration, lists, opens and changes it', async () => {
      const key = 'sk-ant-0123456789abcdefghij';
      const made = await call('integrations.create', {
        name: 'Claude',
        slug: 'claude',
        ai_provider_id: 'anthropic',
        key,
      });
      expect(stringAt(made, 'slug')).toBe('claude');
      expect((await list('integrations')).map((row) => row['slug'])).toContain('claude');
      await call('integrations.update', { slug: 'claude', name: 'Claude, direct' });
      const opened = await call('integrations.retrieve', { slug: 'claude' });
      expect(opened).toMatchObject({ name: 'Claude, direct', ai_provider_id: 'anthropic' });
      expect(JSON.stringify(opened)).not.toContain('0123456789');
    });

    it('makes a provider, lists, opens and changes it', async () => {
      const made = await call('providers.create', { name: 'Batch', slug: 'batch', integration_id: 'vertex-prod' });
      expect(stringAt(made, 'slug')).toBe('batch');
      expect((await list('providers')).map((row) => row['slug'])).toContain('batch');
      await call('providers.update', { slug: 'batch', note: 'nightly' });
      expect(await call('providers.retrieve', { slug: 'batch' })).toMatchObject({ note: 'nightly', rate_limits: null });
    });

    it('reads what was wrong, in the words of the answer', async () => {
      await expect(call('providers.retrieve', { slug: 'nowhere' })).rejects.toThrow(/no provider/);
    });
  });
}
