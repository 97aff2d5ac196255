/** Rates and velocity limits of two processes that share a real PostgreSQL and Valkey. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startFakeVertex, type FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { isRecord, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { hasPostgres, startPostgresServer, type PostgresServer } from '../../testkit/postgres-server.ts';
import { hasRedisServer, startRedisServer, type RedisServer } from '../../testkit/redis-server.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { QUESTION } from './world.ts';

const LONG_MS = 90_000;
const CALLERS = 64;

describe.skipIf(!hasPostgres() || !hasRedisServer())('two processes', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let fake: FakeVertex;
  let folder: string;
  let processes: Tollgate[] = [];

  beforeAll(async () => {
    [postgres, redis, fake, folder] = await Promise.all([
      startPostgresServer(),
      startRedisServer(),
      startFakeVertex(),
      mkdtemp(join(tmpdir(), 'tollgate-rates-')),
    ]);
    const env = {
      TOLLGATE_DATABASE_URL: postgres.url,
      TOLLGATE_VALKEY_URL: redis.url,
      TOLLGATE_MASTER_KEY: 'e'.repeat(64),
      TOLLGATE_STORE_BODIES: 'off',
    };
    const adminKey = `tg-admin-${randomUUID()}`;
    const begin = (name: string) => startTollgate({ dataDir: join(folder, name), adminKey, env });
    const first = await begin('one');
    processes = [first, await begin('two')];
    await first.setUpVertex(fake);
    fake.onMessages(() => answer([text('Hello.')], { usage: { input: 100, output: 50 } }));
  }, LONG_MS);
  afterAll(async () => {
    await Promise.all(processes.map((each) => each.stop()));
    await Promise.all([postgres.remove(), redis.stop(), fake.close()]);
    await rm(folder, { recursive: true, force: true });
  }, LONG_MS);

  const ask = async (caller: number, key: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${processes[caller % 2]?.url}/v1/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'x-portkey-provider': '@vertex-prod',
        'content-type': 'application/json',
        ...headers,
      },
      body: JSON.stringify(QUESTION),
    });
    return { status: response.status, text: await response.text() };
  };

  /** A key that both processes know. */
  async function makeKey(members: JsonRecord): Promise<string> {
    const made = await processes[0]?.admin('POST', '/v1/api-keys/workspace/service', {
      name: 'limited',
      scopes: ['completions.write'],
      ...members,
    });
    const key = isRecord(made?.body) ? stringAt(made.body, 'key') : '';
    await vi.waitFor(async () => {
      const seen = await Promise.all(
        processes.map(({ url }) => fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })),
      );
      expect(seen.map(({ status }) => status)).not.toContain(401);
    });
    return key;
  }

  it(
    `let exactly as many requests of ${CALLERS} callers pass as a rate says`,
    async () => {
      const key = await makeKey({ rate_limits: [{ type: 'requests', unit: 'rph', value: 100 }] });
      const told = await Promise.all(
        Array.from({ length: CALLERS }, async (_, caller) => [
          await ask(caller, key),
          await ask(caller + 1, key),
          await ask(caller, key),
        ]),
      );
      const statuses = told.flat().map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(100);
      expect(statuses.filter((status) => status === 429)).toHaveLength(3 * CALLERS - 100);
    },
    LONG_MS,
  );

  it('count tokens and dollars of both', async () => {
    const tokens = await makeKey({ rate_limits: [{ type: 'tokens', unit: 'rph', value: 300 }] });
    expect((await ask(0, tokens)).status).toBe(200);
    expect((await ask(1, tokens)).status).toBe(200);
    expect((await ask(0, tokens)).status).toBe(429);
    const dollars = await makeKey({ velocity_limits: [{ per: 'key', usd_per_minute: 0.0001 }] });
    expect((await ask(0, dollars)).status).toBe(200);
    expect(await ask(1, dollars)).toMatchObject({ status: 429, text: expect.stringContaining('a minute') as string });
  });

  it('know the subagents of both', async () => {
    const key = await makeKey({ velocity_limits: [{ per: 'session', concurrent_subagents: 1 }] });
    const of = (agent: string) => ({ 'x-claude-code-session-id': 's1', 'x-claude-code-agent-id': agent });
    expect((await ask(0, key, of('a'))).status).toBe(200);
    expect((await ask(1, key, of('b'))).status).toBe(429);
    expect((await ask(1, key, of('a'))).status).toBe(200);
  });

  it(
    'refuse what they cannot count, and nothing else; what was counted before still counts',
    async () => {
      const limited = await makeKey({ rate_limits: [{ type: 'requests', unit: 'rph', value: 3 }] });
      const free = await makeKey({});
      expect((await ask(0, limited)).status).toBe(200);
      expect((await ask(1, limited)).status).toBe(200);
      await redis.kill();
      expect(await ask(0, limited)).toMatchObject({
        status: 503,
        text: expect.stringContaining('The counts of rate limits cannot be reached') as string,
      });
      expect((await ask(1, free)).status).toBe(200);
      await redis.start();
      await vi.waitFor(async () => expect((await ask(0, limited)).status).toBe(200), {
        timeout: 30_000,
        interval: 300,
      });
      expect((await ask(1, limited)).status).toBe(429);
      expect((await ask(0, limited)).status).toBe(429);
    },
    LONG_MS,
  );
});
