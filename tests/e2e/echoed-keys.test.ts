/** An upstream or a guardrail's service that repeats what it was asked with: no key of it is stored, or told to a caller. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, QUESTION, type Answered, type World } from './world.ts';

/** Of a shape that nobody would take for a key. */
const PROVIDER_KEY = 'corp-proxy-7f3a9c2e4b5d6f80';
const HOOK_KEY = 'hook "secret" 5b1e';

let world: World;
let upstream: ReturnType<typeof createServer>;
let hook: ReturnType<typeof createServer>;
let asked = 0;

/** Tells all it knows, and judges by the path. */
function judge(request: IncomingMessage, response: ServerResponse): void {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    const told = { key: request.headers['x-hook-key'], deep: [{ [String(request.headers['x-hook-key'])]: body }] };
    const data = { ...told, explanation: `${String(request.headers['x-hook-key'])} ${body}` };
    response.end(JSON.stringify({ verdict: false, data }));
  });
}

function echo(request: IncomingMessage, response: ServerResponse): void {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    asked += 1;
    const text = `I was asked with ${String(request.headers['x-api-key'])}: ${body}`;
    const usage = { input_tokens: 3, output_tokens: 2 };
    const message = { id: 'msg_1', type: 'message', role: 'assistant', model: QUESTION.model, stop_sequence: null };
    if (!body.includes('"stream":true')) {
      response.writeHead(200, { 'content-type': 'application/json', 'x-echo': text.slice(0, 60) });
      response.end(JSON.stringify({ ...message, content: [{ type: 'text', text }], stop_reason: 'end_turn', usage }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const events = [
      { type: 'message_start', message: { ...message, content: [], stop_reason: null, usage } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 2 } },
      { type: 'message_stop' },
    ];
    response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
  });
}

beforeAll(async () => {
  upstream = createServer(echo).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  world = await openWorld();
  const { port } = upstream.address() as AddressInfo;
  await world.admin('POST', '/v1/integrations', {
    name: 'Echo',
    slug: 'echo',
    ai_provider_id: 'anthropic',
    key: PROVIDER_KEY,
    configurations: { custom_host: `http://127.0.0.1:${port}/v1` },
  });
  hook = createServer(judge).listen(0, '127.0.0.1');
  await once(hook, 'listening');
  const webhookURL = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
  const checks = [{ id: 'default.webhook', parameters: { webhookURL, headers: { 'x-hook-key': HOOK_KEY } } }];
  for (const [slug, deny] of [
    ['pg-denies', true],
    ['pg-reports', false],
  ]) {
    await world.admin('POST', '/v1/guardrails', { name: slug, slug, checks, actions: { deny } });
  }
});
afterAll(async () => {
  await world.close();
  upstream.close();
  hook.close();
});

const CACHED = { provider: '@echo', cache: { mode: 'simple', max_age: 600 } };

const ask = (stream: boolean): Promise<Answered> =>
  world.ask({
    provider: null,
    headers: { 'x-portkey-config': JSON.stringify(CACHED) },
    body: { ...QUESTION, stream, messages: [{ role: 'user', content: `My key is ${world.key}.` }] },
  });

it.each([
  ['whole', false],
  ['streamed', true],
])(
  'in an answer that comes %s: the stored copy and the row hold no key, and no cache keeps the answer',
  async (_, stream) => {
    const before = asked;
    const first = await ask(stream);
    expect(first.status).toBe(200);
    await world.row(first.id);
    const stored = JSON.stringify(await world.admin('GET', `/v1/logs/${first.id}`));
    expect(stored).toContain('I was asked with');
    expect(stored).not.toContain(PROVIDER_KEY);
    expect(stored).not.toContain(world.key);
    expect((await ask(stream)).status).toBe(200);
    expect(asked - before).toBe(2);
  },
);

const guarded = (config: object): Promise<Answered> =>
  world.ask({
    provider: null,
    headers: { 'x-portkey-config': JSON.stringify({ provider: '@echo', ...config }) },
    body: { ...QUESTION, messages: [{ role: 'user', content: `My key is ${world.key}.` }] },
  });

it.each([
  ['denies a request', { input_guardrails: ['pg-denies'] }, 400],
  ['denies an answer', { output_guardrails: ['pg-denies'] }, 400],
  ['reports on an answer', { output_guardrails: ['pg-reports'] }, 246],
])('of a guardrail’s service that %s: caller and row get no key in what it says', async (_, config, status) => {
  const answered = await guarded(config);
  expect(answered.status).toBe(status);
  const said = JSON.stringify(answered.json['hook_results'] ?? answered.json);
  expect(said).toContain('My key is [masked:key]');
  await world.row(answered.id);
  const stored = JSON.stringify(await world.admin('GET', `/v1/logs/${answered.id}`));
  for (const text of [said, stored]) {
    for (const secret of [PROVIDER_KEY, world.key, HOOK_KEY, JSON.stringify(HOOK_KEY).slice(1, -1)]) {
      expect(text).not.toContain(secret);
    }
  }
});

it('of a guardrail that is tried over the admin API: nobody gets a key in what it says', async () => {
  const tried = await world.admin('POST', '/v1/guardrails/pg-reports/invoke', { side: 'input', texts: [world.key] });
  const said = JSON.stringify(tried['checks']);
  expect(said).toContain('[masked:');
  for (const secret of [world.key, HOOK_KEY, JSON.stringify(HOOK_KEY).slice(1, -1)]) expect(said).not.toContain(secret);
});
