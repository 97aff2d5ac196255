/**
 * Three nodes on a real PostgreSQL, Redis, ClickHouse and S3 store, sessions spread over them, and one node after the other
 * killed in mid-stream: what was delivered is in the log once, and every node tells the same.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Cluster, type ClusterNode, hasClusterStores, startCluster } from '../../testkit/cluster.ts';
import { runTollgate } from '../../testkit/command.ts';
import { isRecord, recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import type { Tollgate } from '../../testkit/tollgate-process.ts';
import { answer, misbehave } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';

const LONG_MS = 180_000;
const NODES = 3;
const SESSIONS = 9;
const KILLS = 4;
const BETWEEN_KILLS_MS = 1200;
const DAY_MS = 86_400_000;

describe.skipIf(!hasClusterStores())('three nodes, of which one after the other is killed', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster(NODES);
  }, LONG_MS);
  afterAll(() => cluster.close(), LONG_MS);

  it(
    'keep every row of a delivered answer, each once, and show one truth',
    async () => {
      const { nodes, fake, key } = cluster;
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
        if (victim !== undefined) await cluster.killAndRestart(victim);
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
      const { nodes, fake, postgres } = cluster;
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
      const state = { isSpent: false };
      const asking = Array.from({ length: SESSIONS * 2 }, async (_, index) => {
        for (let turn = 0; !state.isSpent; turn += 1) {
          const node = nodes[(index + turn) % NODES]?.tollgate ?? null;
          await ask(node, { key: limited, session: `of-${index}`, marker: `${index}-${turn}` });
        }
      });
      await vi.waitFor(() => expect(fake.messageCalls().length - before).toBeGreaterThan(BUDGET / 3), {
        timeout: 30_000,
      });
      const victim = nodes[1];
      if (victim !== undefined) await cluster.killAndRestart(victim);
      // What the dead node held is charged once its lease is over, and nothing more is let pass.
      const spent = async (): Promise<string[]> => postgres.run('select sum(spent), sum(held) from ledger_balances');
      await vi.waitFor(async () => expect(await spent()).toEqual([`${BUDGET}|0`]), { timeout: 90_000, interval: 500 });
      state.isSpent = true;
      await Promise.all(asking);
      for (const { tollgate } of nodes) {
        expect(await ask(tollgate, { key: limited, session: 'late', marker: 'late' })).toBeNull();
      }
      const calls = fake.messageCalls().length - before;
      expect(calls).toBeLessThanOrEqual(BUDGET);
      // What the node had reserved and not yet sent when it was killed is charged too.
      expect(calls).toBeGreaterThan(BUDGET - SESSIONS * 2);
      const told = await runTollgate(['ledger', 'reconcile', '--database-url', postgres.url]);
      expect(told.stdout + told.stderr).toContain('0.00');
      expect(told.code).toBe(0);
    },
    LONG_MS,
  );
});

const BUDGET = 60;

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
async function allRows(node: ClusterNode | undefined): Promise<Map<string, { row: JsonRecord; count: number }>> {
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
async function expectOneTail(nodes: readonly ClusterNode[], key: string): Promise<void> {
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

async function newestIds({ tollgate }: ClusterNode): Promise<string[]> {
  const { body } = await tollgate.admin('GET', '/v1/logs?limit=20');
  return recordsIn(isRecord(body) ? body['data'] : []).map((row) => stringAt(row, 'id'));
}

/** What is counted of each. (Averages depend in their last digit on the order in which rows are added up.) */
async function sessionsOf({ tollgate }: ClusterNode): Promise<unknown[]> {
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
async function totalOf({ tollgate }: ClusterNode): Promise<number> {
  const [from, to] = [Date.now() - DAY_MS, Date.now() + DAY_MS].map((at) => new Date(at).toISOString());
  const window = `time_of_generation_min=${from}&time_of_generation_max=${to}`;
  const { body } = await tollgate.admin('GET', `/v1/analytics/graphs/requests?${window}`);
  const summary = isRecord(body) ? body['summary'] : undefined;
  return isRecord(summary) ? Number(summary['total']) : NaN;
}
