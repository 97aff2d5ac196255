import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startFakeVertex, type FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { startRedisServer, type RedisServer } from '../../testkit/redis-server.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';

const CACHED = JSON.stringify({ provider: '@vertex-prod', cache: { mode: 'simple' } });

let redis: RedisServer;
let fake: FakeVertex;
let dataDir: string;
let tollgate: Tollgate;
let key: string;

const start = () => startTollgate({ dataDir, env: { TOLLGATE_VALKEY_URL: redis.url } });

async function ask(): Promise<{ status: number; cache: string | null; ms: number }> {
  const started = performance.now();
  const response = await fetch(`${tollgate.url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-portkey-config': CACHED },
    body: JSON.stringify({
      model: 'claude-sonnet-4-5',
      max_tokens: 16,
      messages: [{ role: 'user', content: 'What is the capital of France?' }],
    }),
  });
  await response.text();
  return {
    status: response.status,
    cache: response.headers.get('x-portkey-cache-status'),
    ms: performance.now() - started,
  };
}

beforeEach(async () => {
  redis = await startRedisServer();
  fake = await startFakeVertex();
  dataDir = await mkdtemp(join(tmpdir(), 'tollgate-valkey-'));
  tollgate = await start();
  key = await tollgate.setUpVertex(fake);
});

afterEach(async () => {
  await tollgate.stop();
  await fake.close();
  await redis.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const health = async (): Promise<unknown> => (await fetch(`${tollgate.url}/v1/health`)).json();

describe('a cache on Valkey', () => {
  it('outlives the process', async () => {
    expect(await ask()).toMatchObject({ status: 200, cache: 'MISS' });
    await tollgate.stop();
    tollgate = await start();
    expect(await ask()).toMatchObject({ status: 200, cache: 'HIT' });
    expect(fake.messageCalls()).toHaveLength(1);
  });

  it('that goes away costs hits and never an answer, and the operator is informed once', async () => {
    await ask();
    await redis.kill();
    for (let count = 0; count < 3; count += 1) {
      const answer = await ask();
      expect(answer).toMatchObject({ status: 200, cache: 'MISS' });
      expect(answer.ms).toBeLessThan(2000);
    }
    expect(fake.messageCalls()).toHaveLength(4);
    const warnings = tollgate
      .stderr()
      .split('\n')
      .filter((line) => /valkey/i.test(line));
    expect(warnings).toHaveLength(1);
    expect(await health()).toMatchObject({ status: 'degraded', troubles: [{ part: 'Valkey', reason: 'away' }] });
    await redis.start();
    await vi.waitFor(
      async () =>
        expect(await health()).toEqual({ status: 'ok', service: 'tollgate', troubles: [], when_unlogged: 'serve' }),
      {
        timeout: 8_000,
      },
    );
  });
});
