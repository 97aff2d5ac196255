import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isRecord, recordsIn, type JsonRecord } from '../../testkit/json-shape.ts';
import { answer, status } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, QUESTION, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => {
  world.reset();
  world.fake.onMessages(() => answer([text('fine')], { usage: { input: 10, output: 50 } }));
});
afterAll(() => world.close());

/** Dollars: 10 and 50 tokens at $3 and $15 a million. */
const COST = 0.00078;

async function usageOf(path: string): Promise<JsonRecord> {
  const { usage_limits: usage, status: state } = await world.admin('GET', path);
  if (!isRecord(usage)) throw new Error(`${path} has no budget.`);
  return { ...usage, state };
}

describe('a budget in dollars', () => {
  const limits = { type: 'cost', credit_limit: 0.01, periodic_reset: 'monthly' };

  it.each([true, false])('is spent, blocks, and is open again after a raise (stream: %s)', async (stream) => {
    const { id, key } = await world.makeKey({ usage_limits: limits });
    const ask = () => world.ask({ key, body: { ...QUESTION, stream } });
    const statuses: number[] = [];
    while (statuses.at(-1) !== 429 && statuses.length < 20) statuses.push((await ask()).status);
    const spent = statuses.filter((code) => code === 200).length;
    expect(spent).toBeGreaterThan(5);
    const usage = await usageOf(`/v1/api-keys/${id}`);
    expect(usage['current_usage']).toBeCloseTo(spent * COST, 9);
    expect(usage).toMatchObject({ held_usage: 0, credit_limit: 0.01, periodic_reset: 'monthly', state: 'active' });
    expect(usage['next_usage_reset_at']).toMatch(/^\d{4}-\d\d-01T00:00:00\.000Z$/);

    world.reset();
    const blocked = await ask();
    expect(blocked.json).toMatchObject({ type: 'error', error: { type: 'billing_error' } });
    expect(blocked.message).toMatch(
      /^The monthly budget limit of the API key "another" is reached: \$0\.00\d+ of \$0\.01 are spent/,
    );
    expect(blocked.headers).toMatchObject({
      'x-should-retry': 'false',
      'retry-after': expect.stringMatching(/^\d+$/),
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-overage-period': 'monthly',
    });
    expect(world.calls()).toEqual([]);
    expect(await world.row(blocked.id)).toMatchObject({
      error_code: 'budget_exceeded',
      response_status_code: 429,
      budget_use_percent: expect.any(Number),
    });

    await world.admin('PUT', `/v1/api-keys/${id}`, { usage_limits: { ...limits, credit_limit: 1 } });
    expect((await ask()).status).toBe(200);
    expect((await usageOf(`/v1/api-keys/${id}`))['current_usage']).toBeCloseTo((spent + 1) * COST, 9);
  });

  it('is what Claude Code shows under /usage, in cents', async () => {
    const { key } = await world.makeKey({
      usage_limits: { type: 'cost', credit_limit: 0.01, periodic_reset: 'daily' },
    });
    for (let times = 0; times < 4; times += 1) await world.ask({ key });
    const usage = await world.ask({ key, method: 'GET', path: '/api/oauth/usage', body: null });
    const percent = Math.floor((4 * COST * 100) / 0.01);
    expect([usage.status, usage.json]).toMatchObject([
      200,
      {
        extra_usage: { is_enabled: true, monthly_limit: 1, used_credits: 0, utilization: percent, currency: 'USD' },
        limits: [{ kind: 'spend', group: 'daily', percent, severity: 'normal', is_active: true }],
      },
    ]);
    expect((await world.ask({ key })).headers).toMatchObject({
      'anthropic-ratelimit-unified-status': 'allowed',
      'anthropic-ratelimit-unified-overage-utilization': (percent / 100).toFixed(2),
    });
    const unlimited = await world.ask({ method: 'GET', path: '/api/oauth/usage', body: null });
    expect(unlimited.json).toMatchObject({ extra_usage: { is_enabled: false, monthly_limit: null }, limits: [] });
  });

  it('counts from 0 again when it is reset, and not at all when it is removed', async () => {
    const { id, key } = await world.makeKey({ usage_limits: limits });
    await world.ask({ key });
    await world.admin('PUT', `/v1/api-keys/${id}`, { reset_usage: true });
    expect(await usageOf(`/v1/api-keys/${id}`)).toMatchObject({ current_usage: 0, credit_limit: 0.01 });
    await world.admin('PUT', `/v1/api-keys/${id}`, { usage_limits: null });
    expect(await world.admin('GET', `/v1/api-keys/${id}`)).toMatchObject({ usage_limits: null });
    expect((await world.ask({ key })).status).toBe(200);
  });

  it('is nothing to requests that fail, to the counting of tokens, and to other keys', async () => {
    const { id, key } = await world.makeKey({ usage_limits: limits });
    world.fake.onMessages(() => status(503, { type: 'error', error: { type: 'api_error', message: 'No.' } }));
    expect((await world.ask({ key })).status).toBe(503);
    expect((await world.ask({ key, path: '/v1/messages/count_tokens' })).status).toBe(200);
    await world.ask();
    expect(await usageOf(`/v1/api-keys/${id}`)).toMatchObject({ current_usage: 0, held_usage: 0 });
  });
});

describe('a budget in tokens', () => {
  const usage_limits = { type: 'tokens', credit_limit: 2000 };
  const model = 'claude-sonnet-4-5';
  const messages = [{ role: 'user', content: 'Hi' }];
  const parts = [{ text: 'Hi' }];

  it.each([
    ['/v1/chat/completions', { model, messages, max_output_tokens: 1 }],
    ['/v1/responses', { model, input: 'Hi', max_tokens: 1 }],
    ['/v1/chat/completions', { model, messages, max_tokens: 1000, reasoning_effort: 'high' }],
    ['/v1/responses', { model, input: 'Hi', max_output_tokens: 1000, reasoning: { effort: 'high' } }],
    [`/v1beta/models/${model}:generateContent`, { contents: [{ role: 'user', parts }], max_tokens: 1 }],
    [`/model/${model}/converse`, { messages: [{ role: 'user', content: parts }], max_tokens: 1 }],
  ])('is not overrun by a limit on output that does not go upstream as it is (%s)', async (path, body) => {
    const { id, key } = await world.makeKey({ usage_limits });
    expect((await world.ask({ key, path, body })).status).toBe(412);
    expect(world.calls()).toEqual([]);
    expect(await usageOf(`/v1/api-keys/${id}`)).toMatchObject({ current_usage: 0, held_usage: 0 });
  });
});

describe('the budget of a provider', () => {
  it('sends a fallback on to the next, and is shown', async () => {
    const provider = '/v1/providers/vertex-prod';
    const { slug } = await world.admin('POST', '/v1/providers', {
      name: 'Spare',
      integration_id: 'vertex-prod',
      slug: 'spare',
      usage_limits: { type: 'tokens', credit_limit: 1, periodic_reset_days: 3 },
    });
    const targets = [{ provider: `@${String(slug)}` }, { provider: '@vertex-prod' }];
    const headers = { 'x-portkey-config': JSON.stringify({ strategy: { mode: 'fallback' }, targets }) };
    const answered = await world.ask({ provider: null, headers });
    expect(answered.status).toBe(200);
    expect(answered.headers).toMatchObject({ 'x-portkey-last-used-option-index': 'config.targets[1]' });
    expect((await world.ask({ provider: '@spare' })).json).toMatchObject({ error: { type: 'billing_error' } });
    expect(await usageOf('/v1/providers/spare')).toMatchObject({ type: 'tokens', periodic_reset_days: 3 });
    expect(await world.admin('GET', provider)).toMatchObject({ usage_limits: null, rate_limits: null });
  });
});

it('the budget of a workspace counts all of its keys', async () => {
  const { id } = await world.admin('POST', '/v1/admin/workspaces', {
    name: 'Small',
    slug: 'small',
    usage_limits: [{ type: 'requests', credit_limit: 2, periodic_reset: 'weekly' }],
  });
  const workspace = { workspace_id: id };
  await world.admin('POST', '/v1/providers', {
    name: 'Small',
    integration_id: 'vertex-prod',
    slug: 'own',
    ...workspace,
  });
  const keys = [await world.makeKey(workspace), await world.makeKey(workspace), await world.makeKey(workspace)];
  const answered = [];
  for (const { key } of keys) answered.push(await world.ask({ key, provider: '@own' }));
  expect(answered.map(({ status: code }) => code)).toEqual([200, 200, 429]);
  expect(answered[2]?.message).toContain('The weekly request limit of the workspace "small" is reached');
  expect(await world.admin('GET', '/v1/admin/workspaces/small')).toMatchObject({
    usage_limits: [{ type: 'requests', current_usage: 2, status: 'exhausted' }],
  });
});

describe('a rate limit', () => {
  it('refuses with the time to wait, and is shown as it was set', async () => {
    const rates = [{ type: 'requests', unit: 'rph', value: 2 }];
    const { id, key } = await world.makeKey({ rate_limits: rates });
    expect([(await world.ask({ key })).status, (await world.ask({ key })).status]).toEqual([200, 200]);
    const refused = await world.ask({ key });
    expect(refused.status).toBe(429);
    expect(refused.json).toMatchObject({ error: { type: 'rate_limit_error' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3500);
    expect(await world.admin('GET', `/v1/api-keys/${id}`)).toMatchObject({ rate_limits: rates });
  });
});

describe('an organisation that chose the contract’s answers', () => {
  afterAll(() => world.admin('PUT', '/v1/admin/organisation/settings', { limit_answers: 'claude_code' }));

  it('refuses with 412 on /v1/messages too, and shows no headers of Claude Code', async () => {
    await world.admin('PUT', '/v1/admin/organisation/settings', { limit_answers: 'portkey' });
    const { key } = await world.makeKey({ usage_limits: { type: 'requests', credit_limit: 1 } });
    const shown = ({ headers }: { headers: Record<string, string> }) =>
      Object.keys(headers).filter((name) => name.startsWith('anthropic-ratelimit-unified'));
    const { key: inDollars } = await world.makeKey({ usage_limits: { type: 'cost', credit_limit: 5 } });
    expect(shown(await world.ask({ key: inDollars }))).toEqual([]);
    expect((await world.ask({ key })).status).toBe(200);
    const refused = await world.ask({ key });
    expect([refused.status, shown(refused)]).toEqual([412, []]);
    expect(refused.message).toContain('request limit of the API key "another" is reached');
  });
});

describe('a budget policy', () => {
  const asDeveloper = { 'x-portkey-metadata': JSON.stringify({ _user: 'shown-ada' }) };
  let id: unknown;
  afterEach(() => world.admin('DELETE', `/v1/policies/usage-limits/${String(id)}`));
  const addPolicy = async (key: string, value: string) => {
    ({ id } = await world.admin('POST', '/v1/policies/usage-limits', {
      name: `Per ${key}`,
      conditions: [
        { key: 'metadata._user', value: 'shown-*' },
        { key, value },
      ],
      group_by: [{ key: 'metadata._user' }],
      type: 'cost',
      credit_limit: 0.01,
      periodic_reset: 'monthly',
    }));
  };
  const usage = async (headers: Record<string, string> = asDeveloper) =>
    (await world.ask({ headers, method: 'GET', path: '/api/oauth/usage', body: null })).json;
  const share = ({ headers }: { headers: Record<string, string> }) =>
    headers['anthropic-ratelimit-unified-overage-utilization'];

  it('on metadata is shown to whom it counts, and to nobody else, in answers and under /usage', async () => {
    await addPolicy('workspace_id', '*');
    const shares: (string | undefined)[] = [];
    for (let asked = 0; asked < 4; asked += 1) shares.push(share(await world.ask({ headers: asDeveloper })));
    expect(shares).toEqual(['0.00', '0.07', '0.15', '0.23']);
    const percent = Math.floor((4 * COST * 100) / 0.01);
    expect(await usage()).toMatchObject({ limits: [{ kind: 'spend', group: 'monthly', percent }] });
    expect(await usage({})).toMatchObject({ limits: [] });
    expect(share(await world.ask({}))).toBeUndefined();
  });

  it.each([
    ['model', '*'],
    ['provider', '*'],
  ])('on a %s is not shown, since another target may be free of it', async (key, value) => {
    await addPolicy(key, value);
    expect(share(await world.ask({ headers: asDeveloper }))).toBeUndefined();
    expect(await usage()).toMatchObject({ limits: [] });
  });

  it('on an endpoint is shown at that endpoint, and is not under /usage, which is asked at another', async () => {
    await addPolicy('endpoint_type', '*');
    expect(share(await world.ask({ headers: asDeveloper }))).toBe('0.00');
    expect(await usage()).toMatchObject({ limits: [] });
  });
});

describe('a rate policy', () => {
  it('lists what each value has used, and sets one back', async () => {
    const { id } = await world.admin('POST', '/v1/policies/rate-limits', {
      name: 'Per user',
      conditions: [{ key: 'metadata._user', value: 'rate-*' }],
      group_by: [{ key: 'metadata._user' }],
      type: 'requests',
      unit: 'rph',
      value: 2,
    });
    const ask = async (user: string) =>
      (await world.ask({ headers: { 'x-portkey-metadata': JSON.stringify({ _user: `rate-${user}` }) } })).status;
    expect([await ask('ada'), await ask('ada'), await ask('ada'), await ask('bob')]).toEqual([200, 200, 429, 200]);
    const path = `/v1/policies/rate-limits/${String(id)}/entities`;
    const entities = recordsIn((await world.admin('GET', path))['data']);
    expect(entities).toMatchObject([
      { value_key: 'metadata._user:rate-ada', current_usage: 2, status: 'exhausted' },
      { value_key: 'metadata._user:rate-bob', current_usage: 1, status: 'active' },
    ]);
    await world.admin('PUT', `${path}/${String(entities[0]?.['id'])}/reset`);
    expect(await ask('ada')).toBe(200);
    await world.admin('DELETE', `/v1/policies/rate-limits/${String(id)}`);
  });
});

describe('a rate of tokens', () => {
  it('counts the kinds that it is for, and no other', async () => {
    world.fake.onMessages(() => answer([text('fine')], { usage: { input: 10, output: 50, cacheRead: 5000 } }));
    const rate = (tokens_counted: string[] | null) => [{ type: 'tokens', unit: 'rph', value: 100, tokens_counted }];
    const statuses = async (tokens_counted: string[] | null) => {
      const { id, key } = await world.makeKey({ rate_limits: rate(tokens_counted) });
      const codes = [];
      for (let times = 0; times < 4; times += 1) codes.push((await world.ask({ key })).status);
      return { codes, shown: (await world.admin('GET', `/v1/api-keys/${id}`))['rate_limits'] };
    };
    expect((await statuses(null)).codes).toEqual([200, 429, 429, 429]);
    expect(await statuses(['output'])).toMatchObject({ codes: [200, 200, 429, 429], shown: rate(['output']) });
    expect((await statuses(['uncached_input'])).codes).toEqual([200, 200, 200, 200]);
    expect((await statuses(['uncached_input', 'cache_read'])).codes).toEqual([200, 429, 429, 429]);
  });
});
