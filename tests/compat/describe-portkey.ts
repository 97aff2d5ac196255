/** What an official client of the Portkey API must be able to do with the admin API, whatever language it is in. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBrowser, PASSWORD, tokenOf } from '../../testkit/browser.ts';
import { isRecord, recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { openWorld, type World } from './world.ts';

/** One call of the library, by its name there, as `api_keys.create`. Rejects when the library throws. */
export type Call = (path: string, args?: Record<string, unknown>) => Promise<JsonRecord>;

export interface PortkeyClient {
  /** Names where the library's own differ from those of the API. */
  names: {
    apiKeys: string;
    virtualKeys: string;
    workspaceId: string;
    userId: string;
    inviteId: string;
    exportId: string;
    requestedData: string;
    traceId: string;
    feedbackId: string;
    /** Graphs of analytics, as methods. */
    graphs: readonly string[];
    groupBy: string;
  };
  open(baseUrl: string, apiKey: string): Promise<{ call: Call; close(): void }>;
}

const NO_NAMES: PortkeyClient['names'] = {
  apiKeys: '',
  virtualKeys: '',
  workspaceId: '',
  userId: '',
  inviteId: '',
  exportId: '',
  requestedData: '',
  traceId: '',
  feedbackId: '',
  graphs: [],
  groupBy: '',
};
const CONFIG = { provider: '@vertex-prod', retry: { attempts: 2 } };

export function describePortkey(title: string, client: PortkeyClient | undefined): void {
  describe.skipIf(client === undefined)(title, () => {
    let world: World;
    let session: Awaited<ReturnType<PortkeyClient['open']>>;
    const names = client?.names ?? NO_NAMES;
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
      const found = (await list('admin.workspaces')).find((row) => row['name'] === 'Shared Team Workspace');
      return stringAt(found ?? {}, 'id');
    }

    it('deletes configs, providers and integrations', async () => {
      const slugs = async (noun: string): Promise<unknown[]> => (await list(noun)).map((row) => row['slug']);
      const doomed = { name: 'Doomed', slug: 'doomed' };
      await call('integrations.create', { ...doomed, ai_provider_id: 'anthropic', key: 'sk-ant-0123456789abcdefghij' });
      const made = await call('configs.create', { name: 'Doomed', config: { provider: '@doomed' } });
      const config = stringAt(isRecord(made['data']) ? made['data'] : made, 'slug');
      for (const [noun, slug] of [
        ['configs', config],
        ['providers', 'doomed'],
        ['integrations', 'doomed'],
      ] as const) {
        expect(await slugs(noun)).toContain(slug);
        await call(`${noun}.delete`, { slug });
        expect(await slugs(noun)).not.toContain(slug);
      }
    });

    it('finds its workspace, and opens it', async () => {
      const id = await sharedWorkspace();
      expect(await call(`admin.workspaces.retrieve`, { [names.workspaceId]: id })).toMatchObject({
        id,
        slug: expect.stringMatching(/^ws-/) as string,
      });
    });

    it('makes a workspace, changes and deletes it', async () => {
      const made = await call(`admin.workspaces.create`, { name: 'Data', description: 'Notebooks' });
      const id = { [names.workspaceId]: stringAt(made, 'id') };
      await call(`admin.workspaces.update`, {
        ...id,
        name: 'Data science',
        defaults: { metadata: { team: 'data' } },
      });
      expect(await call(`admin.workspaces.retrieve`, id)).toMatchObject({
        name: 'Data science',
        defaults: { metadata: { team: 'data' } },
      });
      await call(`admin.workspaces.delete`, id);
      expect((await list('admin.workspaces')).map((row) => row['name'])).not.toContain('Data science');
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

    it('makes a key with a rotation policy, people to inform and an end', async () => {
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

    it('sets and reads every limit of a key: dollars, tokens, rates', async () => {
      const key = { name: 'limited', type: 'workspace', workspace_id: await sharedWorkspace(), scopes: ['logs.view'] };
      const made = await call(`${names.apiKeys}.create`, {
        ...key,
        usage_limits: { type: 'cost', credit_limit: 50, alert_threshold: 40, periodic_reset: 'monthly' },
        rate_limits: [{ type: 'requests', unit: 'rpm', value: 60 }],
      });
      const id = stringAt(made, 'id');
      const read = () => call(`${names.apiKeys}.retrieve`, { id });
      expect(await read()).toMatchObject({
        usage_limits: { type: 'cost', credit_limit: 50, alert_threshold: 40, periodic_reset: 'monthly' },
        rate_limits: [{ type: 'requests', unit: 'rpm', value: 60 }],
      });
      await call(`${names.apiKeys}.update`, {
        id,
        usage_limits: { type: 'tokens', credit_limit: 100_000, periodic_reset: 'weekly' },
        rate_limits: [{ type: 'tokens', unit: 'rph', value: 5000 }],
      });
      expect(await read()).toMatchObject({
        usage_limits: { type: 'tokens', credit_limit: 100_000, periodic_reset: 'weekly', status: 'active' },
        rate_limits: [{ type: 'tokens', unit: 'rph', value: 5000 }],
      });
    });

    it('sets and reads the limits of a provider, and raises them', async () => {
      await call('providers.create', {
        name: 'Metered',
        slug: 'metered',
        integration_id: 'vertex-prod',
        usage_limits: { type: 'cost', credit_limit: 100, periodic_reset: 'weekly' },
        rate_limits: [{ type: 'requests', unit: 'rpd', value: 1000 }],
      });
      const slug = 'metered';
      const read = () => call('providers.retrieve', { slug });
      expect(await read()).toMatchObject({
        usage_limits: { credit_limit: 100, current_usage: 0, periodic_reset: 'weekly' },
        rate_limits: [{ type: 'requests', unit: 'rpd', value: 1000 }],
      });
      await call('providers.update', { slug, usage_limits: { type: 'cost', credit_limit: 200 }, reset_usage: true });
      expect(await read()).toMatchObject({ usage_limits: { credit_limit: 200 }, rate_limits: [{ value: 1000 }] });
    });

    it('decides which models an integration has, and lists them', async () => {
      const slug = 'vertex-prod';
      const models = async (): Promise<JsonRecord[]> =>
        recordsIn((await call('integrations.models.list', { slug }))['models']);
      expect((await models()).length).toBeGreaterThan(3);
      const changed = { slug: 'claude-opus-4-1', enabled: false };
      await call('integrations.models.update', { slug, allow_all_models: true, models: [changed] });
      expect(await models()).toContainEqual(expect.objectContaining(changed));
      await call('integrations.models.update', {
        slug,
        models: [{ slug: 'my-tuned-model', is_custom: true, enabled: true }],
      });
      expect((await models()).map((row) => row['slug'])).toContain('my-tuned-model');
      await call('integrations.models.delete', { slug, slugs: 'my-tuned-model' });
      expect((await models()).map((row) => row['slug'])).not.toContain('my-tuned-model');
    });

    it('decides which workspaces may use an integration, and lists them', async () => {
      const slug = 'vertex-prod';
      const id = await sharedWorkspace();
      const isEnabled = async (): Promise<unknown> => {
        const told = await call('integrations.workspaces.list', { slug });
        // Python's class has both names.
        expect(recordsIn(told['data'])).toEqual(recordsIn(told['workspaces']));
        return recordsIn(told['workspaces']).find((row) => row['id'] === id)?.['enabled'];
      };
      expect(await isEnabled()).toBe(true);
      const others = { global_workspace_access: { enabled: true }, override_existing_workspaces_access: false };
      await call('integrations.workspaces.update', { slug, ...others, workspaces: [{ id, enabled: false }] });
      expect(await isEnabled()).toBe(false);
      await call('integrations.workspaces.update', { slug, ...others, workspaces: [{ id, enabled: true }] });
      expect(await isEnabled()).toBe(true);
    });

    it('makes a guardrail, lists, opens, changes and deletes it', async () => {
      const made = await call('guardrails.create', {
        name: 'No secrets',
        workspace_id: await sharedWorkspace(),
        checks: [{ id: 'default.contains', parameters: { words: ['secret'], operator: 'none' } }],
        actions: { deny: true, async: false },
      });
      const id = stringAt(made, 'id');
      const slug = stringAt(made, 'slug');
      expect((await list('guardrails')).map((row) => row['slug'])).toContain(slug);
      await call('guardrails.update', { guardrail_id: slug, name: 'No secrets at all' });
      expect(await call('guardrails.retrieve', { guardrail_id: slug })).toMatchObject({
        id,
        name: 'No secrets at all',
        checks: [{ id: 'default.contains' }],
        actions: { deny: true },
      });
      await call('guardrails.delete', { guardrail_id: slug });
      expect((await list('guardrails')).map((row) => row['slug'])).not.toContain(slug);
    });

    it('makes a virtual key, lists, opens, changes and deletes it', async () => {
      const made = await call(`${names.virtualKeys}.create`, {
        name: 'Old way',
        provider: 'anthropic',
        key: 'sk-ant-0123456789abcdefghij',
      });
      const slug = stringAt(isRecord(made['data']) ? made['data'] : made, 'slug');
      expect((await list(names.virtualKeys)).map((row) => row['slug'])).toContain(slug);
      await call(`${names.virtualKeys}.update`, { slug, note: 'to be moved' });
      expect(await call(`${names.virtualKeys}.retrieve`, { slug })).toMatchObject({ slug, note: 'to be moved' });
      await call(`${names.virtualKeys}.delete`, { slug });
      expect((await list(names.virtualKeys)).map((row) => row['slug'])).not.toContain(slug);
    });

    it('invites somebody, lists and opens the invitation, sends it again and takes it back', async () => {
      const made = await call('admin.users.invites.create', {
        email: 'bo@example.com',
        role: 'member',
        workspaces: [{ id: await sharedWorkspace(), role: 'member' }],
      });
      const invite = { [names.inviteId]: stringAt(made, 'id') };
      expect(await list('admin.users.invites')).toContainEqual(
        expect.objectContaining({ email: 'bo@example.com', status: 'pending' }),
      );
      await call('admin.users.invites.resend', invite);
      expect(await call('admin.users.invites.retrieve', invite)).toMatchObject({
        email: 'bo@example.com',
        role: 'member',
      });
      await call('admin.users.invites.delete', invite);
      expect(await call('admin.users.invites.retrieve', invite)).toMatchObject({ status: 'cancelled' });
    });

    it('lists, opens, changes and removes users, and members of a workspace', async () => {
      const owner = openBrowser(world.tollgate.url);
      const first = { email: 'ada@example.com', password: PASSWORD, first_name: 'Ada', last_name: 'L.' };
      const link = tokenOf(/First owner: (\S+)/.exec(world.tollgate.stdout())?.[1]);
      expect((await owner.send('POST', '/session/first-owner', { token: link, ...first })).status).toBe(200);
      const invited = await call('admin.users.invites.create', { email: 'cy@example.com', role: 'member' });
      const accepted = await openBrowser(world.tollgate.url).send('POST', '/session/accept-invite', {
        token: tokenOf(invited['invite_link']),
        password: PASSWORD,
        first_name: 'Cy',
        last_name: 'N.',
      });
      expect(accepted.status).toBe(200);
      const found = (await list('admin.users')).find((row) => row['email'] === 'cy@example.com');
      const user = { [names.userId]: stringAt(found ?? {}, 'id') };
      await call('admin.users.update', { ...user, role: 'admin' });
      expect(await call('admin.users.retrieve', user)).toMatchObject({ email: 'cy@example.com', role: 'admin' });

      const place = { [names.workspaceId]: await sharedWorkspace() };
      const member = { ...place, ...user };
      await call('admin.workspaces.users.create', {
        ...place,
        users: [{ id: stringAt(found ?? {}, 'id'), role: 'member' }],
      });
      expect(recordsIn((await call('admin.workspaces.users.list', place))['data'])).toContainEqual(
        expect.objectContaining({ id: stringAt(found ?? {}, 'id'), role: 'member' }),
      );
      await call('admin.workspaces.users.update', { ...member, role: 'admin' });
      expect(await call('admin.workspaces.users.retrieve', member)).toMatchObject({ role: 'admin' });
      await call('admin.workspaces.users.delete', member);
      await call('admin.users.delete', user);
      expect((await list('admin.users')).map((row) => row['email'])).toEqual(['ada@example.com']);
    });

    it('exports the log, and lists, opens and changes the export', async () => {
      const made = await call('logs.exports.create', {
        [names.workspaceId]: await sharedWorkspace(),
        filters: { time_of_generation_min: '2026-01-01T00:00:00Z', time_of_generation_max: '2099-01-01T00:00:00Z' },
        [names.requestedData]: ['id', 'trace_id', 'created_at'],
      });
      const one = { [names.exportId]: stringAt(made, 'id') };
      expect((await list('logs.exports')).map((row) => row['id'])).toContain(stringAt(made, 'id'));
      await call('logs.exports.update', {
        ...one,
        filters: { time_of_generation_min: '2026-02-01T00:00:00Z', time_of_generation_max: '2099-01-01T00:00:00Z' },
        [names.requestedData]: ['id', 'trace_id'],
      });
      expect(await call('logs.exports.retrieve', one)).toMatchObject({ requested_data: ['id', 'trace_id'] });
    });

    it('starts an export, cancels it, and is told where a finished one is', async () => {
      const filters = {
        time_of_generation_min: '2026-01-01T00:00:00Z',
        time_of_generation_max: '2099-01-01T00:00:00Z',
      };
      const make = async (): Promise<JsonRecord> => {
        const wanted = { [names.workspaceId]: await sharedWorkspace(), filters, [names.requestedData]: ['id'] };
        return { [names.exportId]: stringAt(await call('logs.exports.create', wanted), 'id') };
      };
      const [wanted, unwanted] = [await make(), await make()];
      await call('logs.exports.start', wanted);
      const status = async (one: JsonRecord): Promise<unknown> => (await call('logs.exports.retrieve', one))['status'];
      await vi.waitFor(async () => expect(await status(wanted)).toBe('success'));
      expect(stringAt(await call('logs.exports.download', wanted), 'signed_url')).toMatch(
        /^http.*\/v1\/logs\/exports\//,
      );
      await call('logs.exports.start', unwanted);
      await call('logs.exports.cancel', unwanted);
      expect(['stopped', 'success']).toContain(await status(unwanted));
    });

    it('reads every graph of analytics, the groups and the figures of the cache', async () => {
      const [from, to] = [Date.now() - 86_400_000, Date.now()].map((ms) => new Date(ms).toISOString());
      const time = { time_of_generation_min: from, time_of_generation_max: to };
      expect(names.graphs.length).toBeGreaterThanOrEqual(15);
      for (const graph of names.graphs) {
        const told = await call(`analytics.graphs.${graph}`, time);
        expect({ graph, object: told['object'] }).toEqual({ graph, object: 'analytics-graph' });
      }
      for (const group of ['users', names.groupBy, 'workspaces']) {
        expect({ group, told: await call(`analytics.groups.${group}`, time) }).toMatchObject({
          group,
          told: { data: [] },
        });
      }
      expect(await call('analytics.summary.cache', time)).toHaveProperty('summary');
    });

    describe('with the key of a developer', () => {
      let own: Awaited<ReturnType<PortkeyClient['open']>>;
      beforeAll(async () => {
        if (client === undefined) throw new Error('The library is not installed.');
        const made = await call(`${names.apiKeys}.create`, {
          name: 'developer',
          type: 'workspace',
          workspace_id: await sharedWorkspace(),
          scopes: ['completions.write', 'logs.write', 'logs.list', 'logs.view'],
        });
        own = await client.open(`${world.tollgate.url}/v1`, stringAt(made, 'key'));
      });
      afterAll(() => own.close());

      it('lists models', async () => {
        const told = await own.call('models.list');
        expect(recordsIn(told['data']).map((row) => row['id'])).toContain('@vertex-prod/claude-opus-4-8');
      });

      it('writes a row of the log', async () => {
        await own.call('logs.create', {
          request: {
            url: 'https://example.com/v1/messages',
            method: 'post',
            headers: {},
            body: { model: 'own-model' },
          },
          response: { status: 200, headers: {}, body: { ok: true }, response_time: 12 },
          metadata: { trace_id: 'by-the-client' },
        });
        const traces = async (): Promise<unknown[]> => (await world.logRows()).map((row) => row['trace_id']);
        await vi.waitFor(async () => expect(await traces()).toContain('by-the-client'), 10_000);
      });

      it('gives feedback, and changes it', async () => {
        const given = await own.call('feedback.create', {
          [names.traceId]: 'a-trace',
          value: 5,
          weight: 1,
          metadata: { by: 'ada' },
        });
        expect(given).toMatchObject({ status: 'success' });
        const ids = given['feedback_ids'];
        const [id] = Array.isArray(ids) ? ids : [];
        const changed = { [names.feedbackId]: id, value: -5, weight: 0.5, metadata: {} };
        expect(await own.call('feedback.update', changed)).toMatchObject({ status: 'success' });
      });
    });

    it('reads what was wrong, in the words of the answer', async () => {
      await expect(call('providers.retrieve', { slug: 'nowhere' })).rejects.toThrow(/no provider/);
    });
  });
}
