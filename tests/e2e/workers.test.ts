/** `--workers 2`, with embedded storage and on a real PostgreSQL, Redis and ClickHouse: two processes that are one gateway. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasClickhouse, startClickhouseServer } from '../../testkit/clickhouse-server.ts';
import { hasPostgres, startPostgresServer } from '../../testkit/postgres-server.ts';
import { hasRedisServer, startRedisServer } from '../../testkit/redis-server.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import { answer, misbehave } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { gate, openWorld, QUESTION, type World } from './world.ts';

const isThere = hasClickhouse() && hasPostgres() && hasRedisServer();
const LONG_MS = 180_000;
/** For a worker to start and to have written its first rows: seconds on a quiet machine. */
const START_MS = 60_000;

/** `open`: what they share, as variables; and what ends that. */
function describeWorkers(name: string, open: () => Promise<{ env: Record<string, string>; end(): Promise<unknown> }>) {
  describe.skipIf(!isThere)(`two workers ${name}`, { timeout: LONG_MS }, () => {
    let shared: Awaited<ReturnType<typeof open>> | undefined;
    let world: World;
    let begun: World | undefined;
    let dataDir: string;

    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'tollgate-workers-'));
      shared = await open();
      world = begun = await openWorld({ tollgate: { dataDir, env: shared.env, args: ['--workers', '2'] } });
      await vi.waitFor(async () => expect(await metric(world, 'tollgate_processes')).toBe(2), { timeout: START_MS });
    }, LONG_MS);
    afterAll(async () => {
      await begun?.close();
      await shared?.end();
      await rm(dataDir, { recursive: true, force: true });
    }, LONG_MS);

    it('serve one configuration, one log and one count of requests, whichever of them is asked', async () => {
      const made = await liveKey(world);
      const asked = await Promise.all(Array.from({ length: 12 }, () => ask(world, made.key)));
      expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 200));
      const ids = asked.map(({ id }) => id).toSorted();
      // A row of another worker is there within a second or two.
      await vi.waitFor(
        async () => {
          const rows = await world.rows(`limit=100&api_key_ids=${made.id}`);
          const found = rows.map(({ id }) => String(id)).filter((id) => ids.includes(id));
          expect(found.toSorted()).toEqual(ids);
        },
        { timeout: START_MS, interval: 200 },
      );
      const before = await metric(world, 'tollgate_requests_total');
      await Promise.all(Array.from({ length: 10 }, () => ask(world, made.key)));
      expect((await metric(world, 'tollgate_requests_total')) - before).toBe(10);
      // A key that was deleted is refused by both at once.
      await world.admin('DELETE', `/v1/api-keys/${made.id}`);
      await vi.waitFor(async () => {
        const after = await Promise.all(Array.from({ length: 8 }, () => ask(world, made.key)));
        expect(after.map(({ status }) => status)).toEqual(after.map(() => 401));
      });
    });

    it('keep one budget: as many requests pass as one process would let through', async () => {
      const { key } = await liveKey(world, { usage_limits: { type: 'requests', credit_limit: 7 } });
      const asked = await Promise.all(Array.from({ length: 30 }, () => ask(world, key)));
      expect(asked.filter(({ status }) => status === 200)).toHaveLength(7);
      for (const { status } of asked) expect([200, 402, 403, 412, 429]).toContain(status);
    });

    it('count one rate', async () => {
      const { key } = await liveKey(world, { rate_limits: [{ type: 'requests', unit: 'rpm', value: 9 }] });
      const statuses: number[] = [];
      for (let round = 0; round < 20; round += 1) statuses.push((await ask(world, key)).status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(9);
      expect(statuses.slice(9)).toEqual(Array.from({ length: 11 }, () => 429));
    });

    it('go on when one of them is killed in mid-stream: what it held of a budget stays held, its place is taken, the other serves', async () => {
      const { key } = await liveKey(world, { usage_limits: { type: 'requests', credit_limit: 3 } });
      const { passed, pass } = gate();
      const STORY = answer([text('word '.repeat(40))], { usage: { input: 100, output: 50 } });
      world.fake.onMessages(() => misbehave(STORY, { holdBefore: { event: 8, until: passed } }));
      const live = await world.open({ key, body: { ...QUESTION, stream: true } });
      await live.sees('text_delta');
      const other = await world.open({ key, body: { ...QUESTION, stream: true } });
      await other.sees('text_delta');
      // Connections go to the workers in turn: each has one of the two streams.
      const [victim = 0] = await workersOf(world);
      process.kill(victim, 'SIGKILL');
      await vi.waitFor(async () => expect(await workersOf(world)).not.toContain(victim));
      pass();
      const ends = await Promise.all([live.ended, other.ended]);
      expect(ends.filter(({ proper }) => proper)).toHaveLength(1);
      world.fake.onMessages(() => STORY);
      // One was counted; the other was sent too, so that its hold stays.
      const asked = await Promise.all(Array.from({ length: 5 }, () => ask(world, key)));
      expect(asked.filter(({ status }) => status === 200)).toHaveLength(1);
      await vi.waitFor(async () => expect(await metric(world, 'tollgate_processes')).toBe(2), { timeout: START_MS });
    });
  });
}

describeWorkers('on PostgreSQL, Redis and ClickHouse', async () => {
  const [clickhouse, postgres, redis] = await Promise.all([
    startClickhouseServer(),
    startPostgresServer(),
    startRedisServer(),
  ]);
  return {
    env: {
      TOLLGATE_CLICKHOUSE_URL: `${clickhouse.url}/tollgate`,
      TOLLGATE_DATABASE_URL: postgres.url,
      TOLLGATE_VALKEY_URL: redis.url,
      TOLLGATE_STORE_BODIES: 'off',
    },
    end: () => Promise.all([clickhouse.remove(), postgres.remove(), redis.stop()]),
  };
});

describeWorkers('with embedded storage', async () => ({ env: {}, end: async () => undefined }));

it(
  'with embedded storage leave one log and all bodies behind, which a process alone goes on with',
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-workers-'));
    const world = await openWorld({ tollgate: { dataDir, args: ['--workers', '2'] } });
    await vi.waitFor(async () => expect(await metric(world, 'tollgate_processes')).toBe(2), { timeout: START_MS });
    const asked = await Promise.all(Array.from({ length: 6 }, () => ask(world, world.key)));
    expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 200));
    // Both write the file of the records at once.
    const made = await Promise.all(Array.from({ length: 16 }, (_, at) => makeConfig(world, `config ${at}`)));
    expect(made).toEqual(made.map(() => 200));
    const shown = async ({ tollgate }: Pick<World, 'tollgate'>) => {
      const logs = await Promise.all(asked.map(({ id }) => tollgate.admin('GET', `/v1/logs/${id}`)));
      return logs.map(({ body }) => JSON.stringify(body).includes(QUESTION.messages[0]?.content ?? '?'));
    };
    expect(await shown(world)).toEqual(asked.map(() => true));
    await world.tollgate.stop();
    const alone = await startTollgate({ dataDir, adminKey: world.tollgate.adminKey });
    expect(await shown({ tollgate: alone })).toEqual(asked.map(() => true));
    await alone.stop();
    await world.fake.close();
    await rm(dataDir, { recursive: true, force: true });
  },
  LONG_MS,
);

/** A key that both workers know: a change is live in the other one a moment after it is in the one that made it. */
async function liveKey(world: World, members: JsonRecord = {}): Promise<{ id: string; key: string }> {
  const made = await world.makeKey(members);
  await vi.waitFor(async () => {
    const looks = Array.from({ length: 6 }, () =>
      fetch(`${world.url}/v1/models`, { headers: { authorization: `Bearer ${made.key}`, connection: 'close' } }),
    );
    const found = await Promise.all(looks);
    await Promise.all(found.map((response) => response.text()));
    expect(found.every(({ status }) => status !== 401)).toBe(true);
  });
  return made;
}

/** On a connection of its own, as below. */
async function makeConfig({ url, tollgate }: World, name: string): Promise<number> {
  const headers = {
    'x-portkey-api-key': tollgate.adminKey,
    'content-type': 'application/json',
    connection: 'close',
  };
  const body = JSON.stringify({ name, config: { provider: '@vertex-prod' } });
  const response = await fetch(`${url}/v1/configs`, { method: 'POST', headers, body });
  await response.text();
  return response.status;
}

/** On a connection of its own, so that the workers take turns. */
async function ask({ url }: World, key: string): Promise<{ status: number; id: string }> {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'x-portkey-provider': '@vertex-prod',
      'content-type': 'application/json',
      connection: 'close',
    },
    body: JSON.stringify(QUESTION),
  });
  await response.text();
  return { status: response.status, id: response.headers.get('request-id') ?? '' };
}

/** The sum of its series, of all workers. */
async function metric({ url }: World, name: string): Promise<number> {
  const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n');
  const values = lines.filter((line) => line.startsWith(name)).map((line) => Number(line.split(' ').at(-1)));
  return values.reduce((sum, value) => sum + value, 0);
}

/** Their process ids. The process that started them may have that of the log besides. */
async function workersOf({ tollgate }: World): Promise<number[]> {
  const pid = tollgate.process.pid ?? 0;
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').map(Number);
  const names = await Promise.all(children.map((child) => readFile(`/proc/${child}/comm`, 'utf8').catch(() => '')));
  return children.filter((_, at) => names[at]?.trim() !== 'tollgate-log');
}
