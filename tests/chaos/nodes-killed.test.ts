/**
 * Three nodes on a real PostgreSQL, Redis, ClickHouse and S3 store, sessions spread over them, and one node after the other
 * killed in mid-stream: what was delivered is in the log once, and every node tells the same.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ClickhouseServer, hasClickhouse, startClickhouseServer } from '../../testkit/clickhouse-server.ts';
import { startFakeVertex, type FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { isRecord, recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { hasPostgres, type PostgresServer, startPostgresServer } from '../../testkit/postgres-server.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from '../../testkit/redis-server.ts';
import { hasS3Server, type S3Server, startS3Server } from '../../testkit/s3-server.ts';
import { runTollgate } from '../../testkit/command.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';
import { answer, misbehave } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';

const isThere = hasClickhouse() && hasPostgres() && hasRedisServer() && hasS3Server();
const LONG_MS = 120_000;
const NODES = 3;
const SESSIONS = 9;
const KILLS = 4;
const BETWEEN_KILLS_MS = 1200;
const ADMIN_KEY = `tg-admin-${randomUUID()}`;
const DAY_MS = 86_400_000;

interface Node {
  dataDir: string;
  tollgate: Tollgate;
}

describe.skipIf(!isThere)('three nodes, of which one after the other is killed', () => {
  let stores: { postgres: PostgresServer; redis: RedisServer; clickhouse: ClickhouseServer; s3: S3Server };
  let fake: FakeVertex;
  let env: Record<string, string>;
  let key: string;
  const nodes: Node[] = [];

  const begin = (dataDir: string): Promise<Tollgate> => startTollgate({ dataDir, adminKey: ADMIN_KEY, env });

  beforeAll(async () => {
    const [postgres, redis, clickhouse, s3] = await Promise.all([
      startPostgresServer(),
      startRedisServer(),
      startClickhouseServer(),
      startS3Server(),
    ]);
    stores = { postgres, redis, clickhouse, s3 };
    fake = await startFakeVertex();
    env = {
      TOLLGATE_DATABASE_URL: postgres.url,
      TOLLGATE_VALKEY_URL: redis.url,
      TOLLGATE_CLICKHOUSE_URL: `${clickhouse.url}/tollgate`,
      TOLLGATE_BLOBS: `s3://bodies/of-nodes?endpoint=${encodeURIComponent(s3.endpoint)}`,
      AWS_ACCESS_KEY_ID: s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
      TOLLGATE_MASTER_KEY: 'c'.repeat(64),
    };
    await makeBucket(s3);
    for (let node = 0; node < NODES; node += 1) {
      const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-node-'));
      nodes.push({ dataDir, tollgate: await begin(dataDir) });
    }
    key = (await nodes[0]?.tollgate.setUpVertex(fake)) ?? '';
  }, LONG_MS);

  afterAll(async () => {
    await Promise.all(nodes.map(({ tollgate }) => tollgate.stop()));
    const { postgres, redis, clickhouse, s3 } = stores;
    await Promise.all([postgres.remove(), redis.stop(), clickhouse.remove(), s3.remove(), fake.close()]);
    for (const { dataDir } of nodes) await rm(dataDir, { recursive: true, force: true });
  }, LONG_MS);

  it(
    'keep every row of a delivered answer, each once, and show one truth',
    async () => {
      fake.onMessages(() =>
        misbehave(answer([text('word '.repeat(60))], { usage: { input: 100, output: 60 } }), {
          silenceBetweenEvents: 8,
        }),
      );
      const delivered = new Map<string, string>();
      const state = { isOver: false };
      let broken = 0;
      const session = async (name: string): Promise<void> => {
        for (let turn = 0; !state.isOver; turn += 1) {
          const { tollgate } = nodes[(turn + name.length) % NODES] ?? { tollgate: null };
          const marker = `${name}-${turn}`;
          const id = await ask(tollgate, { key, session: name, marker });
          if (id === null) broken += 1;
          else delivered.set(id, marker);
        }
      };
      const sessions = Array.from({ length: SESSIONS }, (_, index) => session(`session-${'x'.repeat(index)}`));
      for (let kill = 0; kill < KILLS; kill += 1) {
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_KILLS_MS));
        const victim = nodes[kill % NODES];
        if (victim === undefined) continue;
        await victim.tollgate.kill();
        victim.tollgate = await begin(victim.dataDir);
      }
      state.isOver = true;
      await Promise.all(sessions);
      expect(delivered.size).toBeGreaterThan(SESSIONS * 2);
      // Streams were cut, or the test has tested nothing.
      expect(broken).toBeGreaterThan(0);

      const ids = [...delivered.keys()].toSorted();
      await vi.waitFor(
        async () => {
          const found = await allRows(nodes[0]);
          expect(ids.filter((id) => !found.has(id))).toEqual([]);
        },
        { timeout: 30_000, interval: 500 },
      );
      const truths = await Promise.all(nodes.map(async (node) => [...(await allRows(node)).values()]));
      for (const truth of truths) {
        const times = truth.filter(({ count }) => count !== 1);
        expect(times).toEqual([]);
        expect(truth.length).toBe(truths[0]?.length);
      }
      const incomplete = (truths[0] ?? []).filter(
        ({ row }) => delivered.has(stringAt(row, 'id')) && (row['output_tokens'] !== 60 || row['is_success'] !== true),
      );
      expect(incomplete).toEqual([]);
      const totals = await Promise.all(nodes.map(totalOf));
      expect(new Set(totals).size).toBe(1);
      expect(totals[0]).toBe(truths[0]?.length);

      await expectOneTail(nodes, key);

      // A body that is on another node's disk still is not there; one that is shown is the right one.
      for (const [id, marker] of [...delivered].slice(-12)) {
        for (const { tollgate } of nodes) {
          const { body } = await tollgate.admin('GET', `/v1/logs/${id}`);
          const shown = isRecord(body) ? JSON.stringify(body['request'] ?? null) : '';
          if (shown.includes('session-')) expect(shown).toContain(`"${marker}"`);
        }
      }
    },
    LONG_MS,
  );

  it(
    'hold one budget together, also when a node dies with what it has reserved',
    async () => {
      const first = nodes[0]?.tollgate;
      const made = await first?.admin('POST', '/v1/api-keys/workspace/service', {
        name: 'limited',
        scopes: ['completions.write'],
        usage_limits: { type: 'requests', credit_limit: BUDGET },
      });
      const limited = isRecord(made?.body) ? stringAt(made.body, 'key') : '';
      fake.mustNeverSee(limited);
      fake.onMessages(() =>
        misbehave(answer([text('word '.repeat(20))], { usage: { input: 10, output: 20 } }), {
          silenceBetweenEvents: 20,
        }),
      );
      const before = fake.messageCalls().length;
      const asking = Array.from({ length: SESSIONS * 2 }, async (_, index) => {
        for (let turn = 0; turn < BUDGET; turn += 1) {
          const node = nodes[(index + turn) % NODES]?.tollgate ?? null;
          await ask(node, { key: limited, session: `of-${index}`, marker: `${index}-${turn}` });
          if (fake.messageCalls().length - before >= BUDGET) return;
        }
      });
      await vi.waitFor(() => expect(fake.messageCalls().length - before).toBeGreaterThan(BUDGET / 3), {
        timeout: 30_000,
      });
      const victim = nodes[1];
      await victim?.tollgate.kill();
      if (victim !== undefined) victim.tollgate = await begin(victim.dataDir);
      await Promise.all(asking);
      for (const { tollgate } of nodes) {
        expect(await ask(tollgate, { key: limited, session: 'late', marker: 'late' })).toBeNull();
      }
      expect(fake.messageCalls().length - before).toBe(BUDGET);
      const told = await runTollgate(['ledger', 'reconcile', '--database-url', stores.postgres.url]);
      expect(told.stdout + told.stderr).toContain('0.00');
      expect(told.code).toBe(0);
    },
    LONG_MS,
  );
});

const BUDGET = 60;

async function makeBucket({ endpoint, accessKeyId, secretAccessKey }: S3Server): Promise<void> {
  const client = new AwsClient({ accessKeyId, secretAccessKey, service: 's3', region: 'us-east-1', retries: 0 });
  await vi.waitFor(async () => expect((await client.fetch(`${endpoint}/bodies`, { method: 'PUT' })).status).toBe(200), {
    timeout: 20_000,
    interval: 200,
  });
}

/** The id of the request once its answer has arrived whole; null = it has not. */
async function ask(
  tollgate: Tollgate | null,
  { key, session, marker }: { key: string; session: string; marker: string },
): Promise<string | null> {
  try {
    const response = await fetch(`${tollgate?.url}/v1/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'x-portkey-provider': '@vertex-prod',
        'x-claude-code-session-id': session,
      },
      body: JSON.stringify({
        model: 'claude-sonnet-4-20250514',
        max_tokens: 100,
        stream: true,
        messages: [{ role: 'user', content: marker }],
      }),
    });
    const whole = await response.text();
    return whole.includes('message_stop') ? response.headers.get('request-id') : null;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return null;
  }
}

/** By id, with how often it is there. */
async function allRows(node: Node | undefined): Promise<Map<string, { row: JsonRecord; count: number }>> {
  const found = new Map<string, { row: JsonRecord; count: number }>();
  for (let cursor = ''; ;) {
    const answered = await node?.tollgate.admin('GET', `/v1/logs?limit=500${cursor}`);
    if (answered?.status !== 200 || !isRecord(answered.body)) throw new Error(JSON.stringify(answered));
    for (const row of recordsIn(answered.body['data'])) {
      const id = stringAt(row, 'id');
      found.set(id, { row, count: (found.get(id)?.count ?? 0) + 1 });
    }
    const next = answered.body['next_cursor'];
    if (typeof next !== 'string') return found;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
}

/** The live tail (the newest page) and the list of sessions, as the dashboard asks for them. */
async function expectOneTail(nodes: readonly Node[], key: string): Promise<void> {
  const tails = await Promise.all(nodes.map(newestIds));
  expect(tails[0]).toHaveLength(20);
  for (const tail of tails) expect(tail).toEqual(tails[0]);
  const lists = await Promise.all(nodes.map(sessionsOf));
  expect(lists[0]).toHaveLength(SESSIONS);
  for (const list of lists) expect(list).toEqual(lists[0]);
  // A request that ends at one node is in the tail of the others within seconds.
  const late = await ask(nodes[0]?.tollgate ?? null, { key, session: 'session-late', marker: 'late' });
  expect(late).not.toBeNull();
  for (const node of nodes) {
    await vi.waitFor(async () => expect(await newestIds(node)).toContain(late), { timeout: 20_000, interval: 200 });
  }
}

async function newestIds({ tollgate }: Node): Promise<string[]> {
  const { body } = await tollgate.admin('GET', '/v1/logs?limit=20');
  return recordsIn(isRecord(body) ? body['data'] : []).map((row) => stringAt(row, 'id'));
}

/** What is counted of each. (Averages depend in their last digit on the order in which rows are added up.) */
async function sessionsOf({ tollgate }: Node): Promise<unknown[]> {
  const [from, to] = [Date.now() - DAY_MS, Date.now() + DAY_MS].map((at) => new Date(at).toISOString());
  const window = `time_of_generation_min=${from}&time_of_generation_max=${to}`;
  const { body } = await tollgate.admin(
    'GET',
    `/v1/analytics/query?group_by=session&order_by=requests&page_size=50&${window}`,
  );
  return recordsIn(isRecord(body) ? body['data'] : [])
    .map(({ key, requests, errors, cost_nano_usd: cost, tokens, last_seen: last }) =>
      JSON.stringify([key, requests, errors, cost, tokens, last]),
    )
    .toSorted();
}

/** As the dashboard asks. */
async function totalOf({ tollgate }: Node): Promise<number> {
  const [from, to] = [Date.now() - DAY_MS, Date.now() + DAY_MS].map((at) => new Date(at).toISOString());
  const window = `time_of_generation_min=${from}&time_of_generation_max=${to}`;
  const { body } = await tollgate.admin('GET', `/v1/analytics/graphs/requests?${window}`);
  const summary = isRecord(body) ? body['summary'] : undefined;
  return isRecord(summary) ? Number(summary['total']) : NaN;
}
