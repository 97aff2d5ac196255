/** Guardrails through the whole process: saved over the admin API, attached, and reported in each dialect. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordsIn } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text as textBlock } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, QUESTION, type World } from './world.ts';

const TOKEN = 'ghp_9aK2mQx7Lr4TzVb8NwYc1JdF5hGs3PeUoRtI';

const PNG = Buffer.from('\u0089PNG\r\n\u001A\n and so on', 'latin1');

let world: World;
let redirecting: Server;
let port: number;

beforeAll(async () => {
  redirecting = createServer((request, response) => {
    if (request.url === '/a.png') return void response.end(PNG);
    response.writeHead(302, { location: 'http://169.254.169.254/latest' });
    response.end();
  });
  redirecting.listen(0, '127.0.0.1');
  await once(redirecting, 'listening');
  port = (redirecting.address() as AddressInfo).port;
  world = await openWorld();
  const save = (slug: string, checks: object[], actions: object = { deny: true }) =>
    world.admin('POST', '/v1/guardrails', { name: slug, slug, checks, actions });
  await save('pg-aurora', [{ id: 'default.regexMatch', parameters: { rule: '(?i)aurora', not: true } }]);
  await save('pg-mask', [{ id: 'tollgate.secrets', parameters: { redact: true } }], {});
  await save('pg-hook', [{ id: 'default.webhook', parameters: { webhookURL: `http://127.0.0.1:${port}/` } }]);
  await save('pg-images', [{ id: 'default.inlineImageUrls' }], {});
  for (const [slug, guardrail] of [
    ['pc-images', 'pg-images'],
    ['pc-aurora', 'pg-aurora'],
    ['pc-mask', 'pg-mask'],
    ['pc-hook', 'pg-hook'],
  ]) {
    const config = { provider: '@vertex-prod', input_guardrails: [guardrail] };
    await world.admin('POST', '/v1/configs', { name: slug, slug, config });
  }
});
beforeEach(() => world.reset());
afterAll(async () => {
  redirecting.close();
  await world.close();
});

const saying = (content: unknown) => ({ ...QUESTION, messages: [{ role: 'user', content }] });
const ask = (config: string, content: unknown, path = '/v1/messages') =>
  world.ask({ path, provider: null, headers: { 'x-portkey-config': config }, body: saying(content) });

describe('a denial', () => {
  it('is a policy that blocks in Anthropic’s dialect, and asks nobody', async () => {
    const asked = await ask('pc-aurora', 'Tell me of Aurora.');
    expect(asked.status).toBe(400);
    expect(asked.headers['x-should-retry']).toBe('false');
    expect(asked.json).toMatchObject({ type: 'error', error: { type: 'policy_blocked' }, request_id: asked.id });
    expect(world.calls()).toEqual([]);
    expect(await world.row(asked.id)).toMatchObject({
      error_code: 'guardrail_denied',
      guardrails: [{ id: 'pg-aurora', side: 'input', outcome: 'denied' }],
    });
  });

  it('is 446 in Anthropic’s dialect too where the organisation chose the contract’s answers', async () => {
    await world.admin('PUT', '/v1/admin/organisation/settings', { guardrail_answers: 'portkey' });
    const asked = await ask('pc-aurora', 'Tell me of Aurora.');
    await world.admin('PUT', '/v1/admin/organisation/settings', { guardrail_answers: 'claude_code' });
    expect([asked.status, asked.headers['x-should-retry']]).toEqual([446, 'false']);
    expect(asked.json).toMatchObject({ type: 'error', error: { message: expect.stringContaining('pg-aurora') } });
    expect((await ask('pc-aurora', 'Tell me of Aurora.')).status).toBe(400);
  });

  it('is 446 with the contract’s type in OpenAI’s', async () => {
    const asked = await ask('pc-aurora', 'Aurora', '/v1/chat/completions');
    expect(asked.status).toBe(446);
    expect(asked.json).toMatchObject({
      error: { type: 'hooks_failed', param: null, code: null },
      hook_results: { before_request_hooks: [{ verdict: false, deny: true, id: 'pg-aurora' }] },
    });
  });
});

it('a guardrail that rates is seen in the graphs of feedback and at the log row of its trace', async () => {
  const actions = { on_success: { feedback: { value: 4 } }, on_fail: { feedback: { value: -8, weight: 0.5 } } };
  const checks = [{ id: 'default.regexMatch', parameters: { rule: '(?i)aurora', not: true } }];
  await world.admin('POST', '/v1/guardrails', { name: 'pg-rates', slug: 'pg-rates', checks, actions });
  const config = { provider: '@vertex-prod', input_guardrails: ['pg-rates'] };
  await world.admin('POST', '/v1/configs', { name: 'pc-rates', slug: 'pc-rates', config });
  const asked = await ask('pc-rates', 'Tell me of Aurora.');
  expect(asked.status).toBe(246);
  const found = () => world.admin('GET', `/v1/logs/${asked.id}`);
  await expect.poll(found, { timeout: 8000 }).toMatchObject({
    feedback: { count: 1, average: -4 },
  });
  const [from, to] = [-3_600_000, 3_600_000].map((ms) => new Date(Date.now() + ms).toISOString());
  const period = `time_of_generation_min=${from}&time_of_generation_max=${to}`;
  const graph = await world.admin('GET', `/v1/analytics/graphs/feedbacks/scores?${period}`);
  expect(graph).toMatchObject({ data_points: [{ score: -8 }] });
});

it('a secret in a tool result is masked upstream, and the request is otherwise the client’s', async () => {
  const result = [{ type: 'tool_result', tool_use_id: 'toolu_1', content: `TOKEN=${TOKEN}` }];
  const call = [{ type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'cat .env' } }];
  const messages = [
    { role: 'user', content: 'look' },
    { role: 'assistant', content: call },
    { role: 'user', content: result },
  ];
  const tools = [{ name: 'Bash', input_schema: { type: 'object' } }];
  const body = { ...QUESTION, tools, messages };
  const asked = await world.ask({ provider: null, headers: { 'x-portkey-config': 'pc-mask' }, body });
  expect(asked).toMatchObject({ status: 200 });
  const sent = world.calls().map((one) => one.body.toString());
  expect(sent).toHaveLength(1);
  expect(sent[0]).toContain('"content":"TOKEN={{GITHUB_TOKEN_1}}"');
  expect(sent[0]).not.toContain(TOKEN);
});

it('an image by URL reaches a provider that takes none, and one that redirects inside is refused as before', async () => {
  const image = (path: string) => ({ type: 'image', source: { type: 'url', url: `http://127.0.0.1:${port}${path}` } });
  const question = { type: 'text', text: 'What is it?' };
  expect((await ask('pc-images', [image('/a.png'), question])).status).toBe(200);
  const [{ body } = { body: '' }] = world.calls();
  const [message] = JSON.parse(body.toString()).messages;
  const source = { type: 'base64', media_type: 'image/png', data: PNG.toString('base64') };
  expect(message.content).toEqual([{ type: 'image', source }, question]);
  const inside = await ask('pc-images', [image('/elsewhere'), question]);
  expect(inside).toMatchObject({ status: 400 });
  expect(JSON.stringify(inside.json)).toContain('messages.0.content.0.source');
});

it('a webhook that redirects into a private network lets nothing pass', async () => {
  const asked = await ask('pc-hook', 'hello');
  expect(asked.status).toBe(400);
  expect(world.calls()).toEqual([]);
  const row = await world.row(asked.id);
  expect(row).toMatchObject({ guardrails: [{ checks: [{ id: 'default.webhook', verdict: false }] }] });
  expect(JSON.stringify(row['guardrails'])).toMatch(/"error":"(?:not_allowed|webhook_status)"/);
});

it('a guardrail of the organisation holds without being named, but for excluded workspaces, and a header takes none away', async () => {
  const { organisation_id: organisationId } = await world.admin('GET', '/v1/admin/organisation/settings');
  const { id } = await world.admin('POST', '/v1/guardrails', {
    name: 'All',
    slug: 'pg-all',
    organisation_id: organisationId,
    default_sides: ['input'],
    checks: [{ id: 'default.contains', parameters: { words: ['borealis'], operator: 'none' } }],
    actions: { deny: true },
  });
  const headers = { 'x-portkey-default-input-guardrails': '[]' };
  const asked = await world.ask({ headers, body: saying('borealis') });
  expect(asked.status).toBe(400);
  const [workspace = {}] = recordsIn((await world.admin('GET', '/v1/admin/workspaces'))['data']);
  const exclude = (excluded: unknown[]) =>
    world.admin('PUT', '/v1/workspace-exclusions/input-guardrails', { excluded, override_existing: true });
  await exclude([workspace['id']]);
  expect((await world.ask({ body: saying('borealis') })).status).toBe(200);
  await exclude([]);
  expect((await world.ask({ body: saying('borealis') })).status).toBe(400);
  await world.admin('PUT', '/v1/admin/organisation/defaults', { input_guardrails: [] });
  expect((await world.ask({ body: saying('borealis') })).status).toBe(200);
  await world.admin('PUT', '/v1/admin/organisation/defaults', { input_guardrails: ['pg-all'] });
  expect((await world.ask({ body: saying('borealis') })).status).toBe(400);
  await world.admin('DELETE', `/v1/guardrails/${String(id)}`);
  expect((await world.ask({ body: saying('borealis') })).status).toBe(200);
});

it('a guardrail whose model judges is tried without a request: the model is asked and paid in the workspace', async () => {
  const checks = [
    { id: 'tollgate.modelJudge', parameters: { model: `@vertex-prod/${QUESTION.model}`, policy: 'No projects.' } },
  ];
  await world.admin('POST', '/v1/guardrails', { name: 'judge', slug: 'pg-judge', checks, actions: { deny: true } });
  world.fake.onMessages(() =>
    answer([textBlock('{"violates": true, "categories": [], "explanation": "It names one."}')]),
  );
  const tried = await world.admin('POST', '/v1/guardrails/pg-judge/invoke', { texts: ['Aurora'] });
  expect(tried).toMatchObject({ verdict: false, checks: [{ data: { explanation: 'It names one.' } }] });
  const [row] = await world.rows('limit=1');
  expect(row).toMatchObject({ span_name: 'guardrail', metadata: { tollgate_purpose: 'guardrail' }, is_success: true });
  expect(Number(row?.['cost_nano_usd'])).toBeGreaterThan(0);
});

it('hosts that an answer names are looked up with onlyDNS, and nothing is sent to them', async () => {
  const sent: unknown[] = [];
  redirecting.on('request', ({ method }) => sent.push(method));
  const tried = async (slug: string, parameters: object, host: string) => {
    const checks = [{ id: 'default.validUrls', parameters }];
    await world.admin('POST', '/v1/guardrails', { name: slug, slug, checks, actions: { deny: true } });
    const texts = [`See http://${host}/a.png.`];
    return (await world.admin('POST', `/v1/guardrails/${slug}/invoke`, { side: 'output', texts }))['verdict'];
  };
  const lookedUp = { onlyDNS: true };
  expect(await tried('pg-resolves', lookedUp, `127.0.0.1:${port}`)).toBe(true);
  expect(await tried('pg-invented', lookedUp, 'nobody.invalid')).toBe(false);
  expect(await tried('pg-inside', lookedUp, '169.254.169.254')).toBe(false);
  expect(sent).toEqual([]);
  expect(await tried('pg-answers', {}, `127.0.0.1:${port}`)).toBe(true);
  expect(sent).toEqual(['HEAD']);
});

describe('a dry run', () => {
  it('reports what a guardrail would have found in logged bodies, each turn once, and what is likely to be false', async () => {
    const { id } = await world.admin('POST', '/v1/guardrails', {
      name: 'Dry',
      slug: 'pg-dry',
      checks: [
        { id: 'portkey.pii', parameters: { categories: ['EMAIL_ADDRESS'], redact: true } },
        { id: 'default.webhook', parameters: { webhookURL: `http://127.0.0.1:${port}/` } },
      ],
    });
    const turns = [{ role: 'user', content: 'Write to grace.hopper@navy-yard.ch today.' }];
    await world.ask({ body: { ...QUESTION, messages: turns } });
    const later = [
      ...turns,
      { role: 'assistant', content: 'Done.' },
      { role: 'user', content: 'Now an example: user@firma.ch' },
    ];
    await world.ask({ body: { ...QUESTION, messages: later } });
    const before = world.calls().length;
    const ran = await world.admin('POST', `/v1/guardrails/${String(id)}/dry-run`, { days: 1 });
    expect(world.calls()).toHaveLength(before);
    expect(ran).toMatchObject({
      object: 'dry_run',
      slug: 'pg-dry',
      is_complete: true,
      checks_skipped: ['default.webhook'],
    });
    expect(ran['requests']).toBeGreaterThanOrEqual(2);
    const hits = (ran['hits'] as { text: string; count: number; likely_false: boolean; hash: string }[]).filter(
      ({ text }) => text === 'grace.hopper@navy-yard.ch' || text === 'user@firma.ch',
    );
    expect(hits).toMatchObject([
      { text: 'grace.hopper@navy-yard.ch', count: 1, likely_false: false, before: 'Write to ', after: ' today.' },
      { text: 'user@firma.ch', count: 1, likely_false: true },
    ]);
    await world.admin('POST', `/v1/guardrails/${String(id)}/exceptions`, { hash: hits[0]?.hash, reason: 'Public.' });
    const again = await world.admin('POST', '/v1/guardrails/pg-dry/dry-run', { days: 1, sides: ['input'] });
    expect(JSON.stringify(again)).not.toContain('grace.hopper');
  });
});

it('a report of a period counts what was checked, found, blocked and masked, by guardrail, without a word of anybody', async () => {
  await ask('pc-aurora', 'Aurora again');
  await ask('pc-mask', `TOKEN=${TOKEN}`);
  const day = 24 * 60 * 60 * 1000;
  const period = new URLSearchParams({
    time_of_generation_min: new Date(Date.now() - day).toISOString(),
    time_of_generation_max: new Date(Date.now() + day).toISOString(),
  });
  const report = await world.admin('GET', `/v1/guardrails/report?${period.toString()}`);
  expect(report).toMatchObject({ object: 'guardrail_report', is_complete: true });
  const lines = report['guardrails'] as { id: string; checked: number }[];
  const aurora = lines.find(({ id }) => id === 'pg-aurora');
  expect(aurora).toMatchObject({ side: 'input', blocked: aurora?.checked, masked: 0 });
  // A rule that knows no kinds of what it looks for has found it all the same.
  expect(aurora).toMatchObject({ found: aurora?.checked, kinds: {} });
  expect(lines.find(({ id }) => id === 'pg-mask')).toMatchObject({
    kinds: { GITHUB_TOKEN: expect.any(Number) as number },
  });
  expect(JSON.stringify(report)).not.toContain(TOKEN);
});
