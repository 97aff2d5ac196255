import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { recordsIn, type JsonRecord } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
  world.fake.onMessages(() => answer([text('fine')], { usage: { input: 10, output: 50 } }));
});
afterAll(() => world.close());

const asked = (user: string) => ({ headers: { 'x-portkey-metadata': JSON.stringify({ _user: user }) } });
const limitsOf = (preview: JsonRecord) => recordsIn(preview['limits']);

it('says who would have been blocked and when, as the limit would do it', async () => {
  const { id, key } = await world.makeKey();
  const begun = Date.now();
  for (const user of ['ada', 'ada', 'bob', 'ada', 'ada']) await world.ask({ key, ...asked(user) });
  const policy = {
    conditions: [{ key: 'metadata._user', value: '*' }],
    group_by: [{ key: 'metadata._user' }],
    type: 'requests',
    credit_limit: 2,
    periodic_reset: 'monthly',
  };
  const perUser = await vi.waitFor(
    async () => {
      const [limit = {}] = limitsOf(await world.admin('POST', '/v1/policies/preview', { usage_limits: policy }));
      expect(limit['requests'], 'a preview may be two seconds behind').toBe(5);
      return limit;
    },
    { timeout: 10_000, interval: 500 },
  );
  expect(perUser).toMatchObject({
    type: 'requests',
    limit: 2,
    requests: 5,
    blocked_requests: 2,
    entities: 2,
    blocked: [{ value: 'metadata._user:ada', sender: id, requests: 2 }],
  });
  const [blocked = {}] = recordsIn(perUser['blocked']);
  expect(Date.parse(String(blocked['first_at']))).toBeGreaterThan(begun - 60_000);
  expect(Date.parse(String(blocked['last_at']))).toBeLessThanOrEqual(Date.now());

  const others = { ...policy, conditions: [{ key: 'metadata._user', value: 'b*' }] };
  const [bobs] = limitsOf(await world.admin('POST', '/v1/policies/preview', { usage_limits: others }));
  expect(bobs).toMatchObject({ requests: 1, blocked_requests: 0 });

  // $0.00078 each.
  const limits = {
    usage_limits: { type: 'cost', credit_limit: 0.003 },
    rate_limits: [{ type: 'requests', unit: 'rpm', value: 4 }],
  };
  const preview = await world.admin('POST', '/v1/limits/preview', { owner_kind: 'api_key', owner_id: id, ...limits });
  expect(limitsOf(preview)).toMatchObject([
    { type: 'cost', limit: 0.003, requests: 5, blocked: [{ value: '', sender: id }] },
    { type: 'requests', unit: 'rpm', limit: 4, requests: 5, blocked_requests: 1 },
  ]);
  expect(limitsOf(preview)[0]?.['blocked_requests']).toBeGreaterThanOrEqual(1);
  // What was previewed is what happens.
  const { key: second } = await world.makeKey({ usage_limits: { type: 'requests', credit_limit: 2 } });
  const statuses = [];
  for (let times = 0; times < 4; times += 1) statuses.push((await world.ask({ key: second })).status);
  expect(statuses).toEqual([200, 200, 429, 429]);
});

it('says which session would have been too fast, and which had too many subagents, as the limit does it', async () => {
  const { id, key } = await world.makeKey();
  const from = (agent: string | null) => ({
    headers: { 'x-claude-code-session-id': 's-1', 'x-claude-code-agent-id': agent },
  });
  for (const agent of [null, 'a', 'b', 'a']) expect((await world.ask({ key, ...from(agent) })).status).toBe(200);
  await world.ask({ key, ...from(null), path: '/v1/messages/count_tokens' });
  // $0.00078 each.
  const wanted = { velocity_limits: [{ per: 'session', usd_per_minute: 0.001, concurrent_subagents: 1 }] };
  const limits = await vi.waitFor(
    async () => {
      const question = { owner_kind: 'api_key', owner_id: id, ...wanted };
      const found = limitsOf(await world.admin('POST', '/v1/limits/preview', question));
      expect(found[0]?.['requests'], 'a preview may be two seconds behind').toBe(4);
      return found;
    },
    { timeout: 10_000, interval: 500 },
  );
  expect(limits).toMatchObject([
    { type: 'usd_per_minute', unit: null, per: 'session', limit: 0.001, entities: 1 },
    {
      type: 'concurrent_subagents',
      per: 'session',
      limit: 1,
      requests: 3,
      blocked_requests: 1,
      blocked: [{ value: 's-1', sender: id, requests: 1 }],
    },
  ]);
  // Requests of one second are taken as equal, so that all four may pass.
  expect(limits[0]?.['blocked_requests']).toBeLessThanOrEqual(2);
  const ofProvider = { owner_kind: 'provider', owner_id: 'vertex-prod', ...wanted };
  expect((await world.tollgate.admin('POST', '/v1/limits/preview', ofProvider)).status).toBe(400);
});

it('of every kind of owner is asked for, and only of what is there', async () => {
  const limits = { usage_limits: { type: 'requests', credit_limit: 1 } };
  const ask = (owner_kind: string, owner_id: string) =>
    world.tollgate.admin('POST', '/v1/limits/preview', { owner_kind, owner_id, ...limits });
  expect((await ask('organisation', 'self')).status).toBe(200);
  expect((await ask('provider', 'vertex-prod')).body).toMatchObject({ limits: [{ type: 'requests' }] });
  expect((await ask('workspace', 'nowhere')).status).toBe(404);
  const neither = await world.tollgate.admin('POST', '/v1/policies/preview', {});
  expect(neither.status).toBe(400);
});

it('shows a key of one workspace nothing of a provider of another, whatever its slug', async () => {
  const other = await world.admin('POST', '/v1/admin/workspaces', { name: 'other' });
  const integration = await world.admin('GET', '/v1/integrations/vertex-prod');
  await world.admin('PUT', '/v1/integrations/vertex-prod/workspaces', {
    workspaces: [{ id: other['id'], enabled: true, create_default_provider: false }],
  });
  const theirs = await world.admin('POST', '/v1/providers', {
    name: 'theirs',
    slug: 'theirs',
    integration_id: integration['id'],
    workspace_id: other['id'],
  });
  const { key } = await world.makeKey({ scopes: ['policies.read'] });
  const limits = { usage_limits: { type: 'requests', credit_limit: 1 } };
  const ask = async (owner_kind: string, owner_id: unknown): Promise<number> => {
    const response = await fetch(`${world.tollgate.url}/v1/limits/preview`, {
      method: 'POST',
      headers: { 'x-portkey-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ owner_kind, owner_id, ...limits }),
    });
    return response.status;
  };
  expect(await ask('provider', 'vertex-prod')).toBe(200);
  expect(await ask('provider', theirs['id'])).toBe(404);
  expect(await ask('workspace', other['id'])).toBe(404);
  expect(await ask('integration_workspace', `${String(integration['id'])}:${String(other['id'])}`)).toBe(404);
});
