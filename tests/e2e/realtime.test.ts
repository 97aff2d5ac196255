import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startFakeRealtime, type FakeRealtime } from '../../testkit/fake-realtime.ts';
import { stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let openai: FakeRealtime;

beforeAll(async () => {
  [world, openai] = await Promise.all([openWorld(), startFakeRealtime()]);
  for (const [slug, key] of [
    ['openai-prod', 'sk-the-operators-own'],
    ['openai-wrong', 'wrong-key-0123456789'],
  ]) {
    const configurations = { custom_host: `${openai.url}/v1` };
    await world.admin('POST', '/v1/integrations', { name: slug, slug, ai_provider_id: 'openai', key, configurations });
  }
});
beforeEach(() => {
  openai.handshakes.length = 0;
  openai.messages.length = 0;
});
afterAll(() => Promise.all([world.close(), openai.close()]));

interface Session {
  socket: WebSocket;
  received: string[];
  ended: Promise<number>;
}

const USUAL = { provider: '@openai-prod', trace: 'rt', model: 'gpt-realtime', config: '' };

function open(given: Partial<typeof USUAL & { key: string; url: string }> = {}): Session {
  const { key, url, provider, trace, model, config } = { ...USUAL, key: world.key, url: world.url, ...given };
  const headers = {
    authorization: `Bearer ${key}`,
    'x-portkey-provider': provider,
    'x-portkey-trace-id': trace,
    ...(config === '' ? {} : { 'x-portkey-config': config }),
  };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/realtime?model=${model}`, { headers });
  const received: string[] = [];
  socket.addEventListener('message', ({ data }) => void received.push(String(data)));
  const ended = new Promise<number>((resolve) => {
    socket.addEventListener('close', ({ code }) => resolve(code));
    socket.addEventListener('error', () => undefined);
  });
  return { socket, received, ended };
}

const sees = (session: Session, text: string): Promise<void> =>
  vi.waitFor(() => expect(session.received.join()).toContain(text), { timeout: 10_000 });

async function rowOf(trace: string): Promise<Record<string, unknown>> {
  return vi.waitFor(
    async () => {
      const [row] = await world.rows(`trace_id=${trace}`);
      if (row === undefined) throw new Error('There is no row yet.');
      return row;
    },
    { timeout: 10_000 },
  );
}

it('frames pass both ways, and the session has one row with the usage of all its responses', async () => {
  const session = open({ trace: 'rt-1' });
  await sees(session, 'session.created');
  session.socket.send('{"type":"response.create"}');
  await sees(session, 'response.done');
  session.socket.send('{"type":"response.create","n":2}');
  await vi.waitFor(() => expect(session.received).toHaveLength(3));
  session.socket.close(1000);
  await session.ended;
  expect(openai.messages).toEqual(['{"type":"response.create"}', '{"type":"response.create","n":2}']);
  expect(openai.handshakes[0]?.url).toBe('/v1/realtime?model=gpt-realtime');
  expect(openai.handshakes[0]?.headers.authorization).toBe('Bearer sk-the-operators-own');
  expect(JSON.stringify(openai.handshakes[0]?.headers)).not.toContain(world.key);
  // 20 × $4/M + 100 × $32/M + 30 × $16/M + 50 × $64/M, twice.
  expect(await rowOf('rt-1')).toMatchObject({
    operation: 'realtime',
    ai_model: 'gpt-realtime',
    is_success: true,
    cost_nano_usd: 2 * (20 * 4000 + 100 * 32_000 + 30 * 16_000 + 50 * 64_000),
    unpriced: false,
  });
});

it('a refused key of the provider, an unknown key of the gateway and a denied model end before a session begins', async () => {
  const refused = open({ provider: '@openai-wrong', trace: 'rt-2' });
  await refused.ended;
  expect(refused.received).toEqual([]);
  expect(await rowOf('rt-2')).toMatchObject({ is_success: false, error_code: 'credentials_rejected' });
  openai.handshakes.length = 0;
  await open({ key: 'tg-nobody' }).ended;
  await world.admin('PUT', '/v1/integrations/openai-prod/models', { allow_all_models: false, models: [] });
  await open({ trace: 'rt-3' }).ended;
  await world.admin('PUT', '/v1/integrations/openai-prod/models', { allow_all_models: true, models: [] });
  expect(await rowOf('rt-3')).toMatchObject({ error_code: 'model_not_allowed' });
  expect(openai.handshakes).toEqual([]);
});

it('a guardrail that denies or masks refuses a session that it cannot look at, unless it is to pass what it cannot read', async () => {
  const secrets = { id: 'tollgate.secrets', parameters: { redact: true } };
  for (const [slug, checks, actions] of [
    ['denies', [{ id: 'default.regexMatch', parameters: { rule: 'aurora', not: true } }], { deny: true }],
    ['masks', [secrets], {}],
    ['passes', [secrets], { fail_on_error: false }],
  ] as const) {
    await world.admin('POST', '/v1/guardrails', { name: slug, slug: `pg-${slug}`, checks, actions });
    const config = { provider: '@openai-prod', input_guardrails: [`pg-${slug}`] };
    await world.admin('POST', '/v1/configs', { name: slug, slug: `pc-${slug}`, config });
  }
  for (const slug of ['denies', 'masks']) {
    await open({ trace: `rt-${slug}`, config: `pc-${slug}` }).ended;
    expect(await rowOf(`rt-${slug}`)).toMatchObject({ error_code: 'guardrail_denied' });
  }
  expect(openai.handshakes).toEqual([]);
  const passed = open({ trace: 'rt-passes', config: 'pc-passes' });
  await sees(passed, 'session.created');
  passed.socket.close(1000);
  await passed.ended;
});

it('a budget that is used up refuses the next session', async () => {
  const { key } = await world.makeKey({ usage_limits: { type: 'cost', credit_limit: 0.00001 } });
  await open({ key, trace: 'rt-4' }).ended;
  expect(await rowOf('rt-4')).toMatchObject({ error_code: 'budget_exceeded' });
  expect(openai.handshakes).toEqual([]);
});

describe('a budget that is used up while the session runs', () => {
  /** More than is held at first: 4,000 tokens at $16 a million. And more than one response of the model can use. */
  const LIMIT_DOLLARS = 0.4;
  const begin = async (trace: string): Promise<Session> => {
    const { key } = await world.makeKey({ usage_limits: { type: 'cost', credit_limit: LIMIT_DOLLARS } });
    const session = open({ key, trace });
    await sees(session, 'session.created');
    return session;
  };

  it('ends it with an error event that says so, and a close frame', async () => {
    const session = await begin('rt-5');
    const timer = setInterval(() => {
      if (session.socket.readyState === WebSocket.OPEN) session.socket.send('{"type":"response.create"}');
    }, 20);
    expect(await session.ended).toBe(1008);
    clearInterval(timer);
    const { received } = session;
    expect(JSON.parse(received.at(-1) ?? '')).toMatchObject({ type: 'error', error: { code: 'budget_exceeded' } });
    const responses = received.filter((text) => text.includes('response.done')).length;
    const cost = responses * (20 * 4000 + 100 * 32_000 + 30 * 16_000 + 50 * 64_000);
    expect(cost).toBeLessThan(LIMIT_DOLLARS * 1e9);
    expect(await rowOf('rt-5')).toMatchObject({ error_code: 'budget_exceeded', cost_nano_usd: cost });
  });

  it('ends it legally in the middle of a message, where only a close frame may stand', async () => {
    const session = await begin('rt-6');
    session.socket.send('{"type":"response.create","times":50,"isTorn":true}');
    expect(await session.ended).toBe(1008);
    expect(session.received.filter((text) => !/session\.created|response\.done/.test(text))).toEqual([]);
  });
});

it('a session that still runs when the gateway shuts down is told so, and its usage is in the log', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'realtime-'));
  const start = (): Promise<Tollgate> => startTollgate({ dataDir, env: { TOLLGATE_DRAIN_MS: '300' } });
  const tollgate = await start();
  const configurations = { custom_host: `${openai.url}/v1` };
  const asked = { name: 'o', slug: 'openai-prod', ai_provider_id: 'openai', key: 'sk-own', configurations };
  await tollgate.admin('POST', '/v1/integrations', asked);
  const made = await tollgate.admin('POST', '/v1/api-keys/workspace/service', { name: 'k' });
  const session = open({ url: tollgate.url, key: stringAt(made.body as JsonRecord, 'key') });
  await sees(session, 'session.created');
  session.socket.send('{"type":"response.create"}');
  await sees(session, 'response.done');
  await tollgate.stop();
  expect(await session.ended).toBe(1001);
  expect(JSON.parse(session.received.at(-1) ?? '')).toMatchObject({ type: 'error', error: { code: 'shutting_down' } });
  const again = await start();
  const { body } = await again.admin('GET', '/v1/logs?limit=10');
  await again.stop();
  await rm(dataDir, { recursive: true });
  expect(body).toMatchObject({
    data: [{ error_code: 'shutting_down', cost_nano_usd: 20 * 4000 + 100 * 32_000 + 30 * 16_000 + 50 * 64_000 }],
  });
});

it('a request that asks for no upgrade is told to', async () => {
  const answered = await world.ask({
    method: 'GET',
    path: '/v1/realtime?model=m',
    provider: '@openai-prod',
    body: null,
  });
  expect(answered).toMatchObject({ status: 400 });
  expect(answered.message).toContain('WebSocket');
});
