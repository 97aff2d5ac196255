import { WebSocket } from 'undici';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startFakeRealtime, type FakeRealtime } from '../../testkit/fake-realtime.ts';
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

function open({ key = world.key, provider = '@openai-prod', trace = 'rt', model = 'gpt-realtime' } = {}): Session {
  const headers = { authorization: `Bearer ${key}`, 'x-portkey-provider': provider, 'x-portkey-trace-id': trace };
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}/v1/realtime?model=${model}`, { headers });
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

it('a budget that is used up refuses the next session', async () => {
  const { key } = await world.makeKey({ usage_limits: { type: 'cost', credit_limit: 0.00001 } });
  await open({ key, trace: 'rt-4' }).ended;
  expect(await rowOf('rt-4')).toMatchObject({ error_code: 'budget_exceeded' });
  expect(openai.handshakes).toEqual([]);
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
