/**
 * Real Claude Code sessions, spread by a load balancer over three nodes on a real PostgreSQL, Redis, ClickHouse and S3 store, of
 * which one after the other is killed in mid-stream: the work gets done, and rows and budgets are right.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Cluster, type ClusterNode, hasClusterStores, startCluster } from '../../testkit/cluster.ts';
import { runTollgate } from '../../testkit/command.ts';
import { isRecord, recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { type LoadBalancer, startLoadBalancer } from '../../testkit/load-balancer.ts';
import { misbehave } from '../../testkit/upstream/answer.ts';
import { type Developer, gatewaySettings, newDeveloper, runClaudeCode } from './claude-code.ts';
import { CLAUDE_CODE_VERSIONS, installClaudeCode } from './install-claude-code.ts';
import { ifReachable } from './install-package.ts';
import { FILE_CONTENT, fileWork, LAST_WORD, turnByResults } from './scripted-work.ts';
import { complaints } from './world.ts';

const NODES = 3;
/** Sessions at once. */
const DESKS = 3;
/** More than the work takes, with every retry. */
const BUDGET = 500;
const KILLS = 4;
const BETWEEN_KILLS_MS = 1500;
const LONG_MS = 240_000;
/** After it a dead node has lost its lease, and what it held counts as spent. */
const LEASE_MS = 40_000;

const [version] = CLAUDE_CODE_VERSIONS;
const program = await ifReachable(installClaudeCode(version));

describe.skipIf(program === undefined || !hasClusterStores())(`Claude Code ${version} on three nodes`, () => {
  let cluster: Cluster;
  let balancer: LoadBalancer;
  let key = '';
  const developers: Developer[] = [];

  beforeAll(async () => {
    cluster = await startCluster(NODES);
    balancer = await startLoadBalancer(() => cluster.nodes.map(({ tollgate }) => tollgate.url));
    key = await limitedKey();
  }, LONG_MS);
  afterAll(async () => {
    for (const developer of developers) await developer.leave();
    await balancer.close();
    await cluster.close();
  }, LONG_MS);

  async function limitedKey(): Promise<string> {
    const made = await cluster.nodes[0]?.tollgate.admin('POST', '/v1/api-keys/workspace/service', {
      name: 'developers',
      scopes: ['completions.write'],
      usage_limits: { type: 'requests', credit_limit: BUDGET },
    });
    const limited = isRecord(made?.body) ? stringAt(made.body, 'key') : '';
    cluster.fake.mustNeverSee(limited);
    return limited;
  }

  const delivered = (): string[] =>
    balancer.delivered.flatMap(({ url, status, id }) =>
      /^\/v1\/messages(\?|$)/.test(url) && status === 200 ? id : [],
    );

  /** Each turn takes seconds, so that a kill meets streams. */
  function answerSlowly(): void {
    cluster.fake.onMessages(({ body }) => {
      const asked = JSON.stringify(body['messages']);
      const at = developers.findIndex((_, one) => asked.includes(`You are developer ${one}.`));
      const good = fileWork(body, developers[at]?.project ?? '', turnByResults(body));
      return misbehave(good, { silenceBetweenEvents: 150 });
    });
  }

  /** A developer on a new machine has the whole work done. */
  async function work(): Promise<void> {
    const developer = await newDeveloper(gatewaySettings({ url: balancer.url, key }));
    developers.push(developer);
    const prompt = `You are developer ${developers.length - 1}. Please work.`;
    const run = await runClaudeCode({ program: program ?? '', developer, prompt, timeoutMs: LONG_MS });
    expect(run).toMatchObject({ said: LAST_WORD, exitCode: 0 });
    const read = (name: string): Promise<string> => readFile(join(developer.project, name), 'utf8');
    expect(await read('hello.txt')).toBe(FILE_CONTENT);
    expect(await read('copy.txt')).toContain(String(Buffer.byteLength(FILE_CONTENT)));
  }

  it(
    'does its work while one node after the other is killed in mid-stream, and rows and budgets are right',
    async () => {
      answerSlowly();
      let kills = 0;
      // A stream was cut, or the test has tested nothing.
      const isEnough = (): boolean => kills >= KILLS && balancer.broken.length > 0;
      const atDesks = Array.from({ length: DESKS }, async () => {
        do await work();
        while (!isEnough());
      });
      const killing = async (): Promise<void> => {
        for (; !isEnough(); kills += 1) {
          await new Promise((resolve) => setTimeout(resolve, BETWEEN_KILLS_MS));
          const victim = cluster.nodes[kills % NODES];
          if (victim !== undefined) await cluster.killAndRestart(victim);
        }
      };
      await Promise.all([...atDesks, killing()]);

      expect(complaints(cluster.fake)).toEqual([]);
      expect(balancer.served.every((count) => count > 0)).toBe(true);
      const calls = cluster.fake.messageCalls().length;
      await expectRows(delivered());
      await expectCharged(calls);
    },
    LONG_MS,
  );

  /** Every node shows the same rows, each once; those of answers that were delivered are there and complete. */
  async function expectRows(whole: readonly string[]): Promise<void> {
    const idsOf = (rows: readonly JsonRecord[]): string[] => rows.map((row) => stringAt(row, 'id'));
    await vi.waitFor(
      async () => expect(idsOf(await rowsOf(cluster.nodes[0]))).toEqual(expect.arrayContaining([...whole])),
      { timeout: 30_000, interval: 500 },
    );
    const told = await Promise.all(cluster.nodes.map(rowsOf));
    for (const rows of told) {
      expect(new Set(idsOf(rows)).size).toBe(rows.length);
      expect(idsOf(rows).toSorted()).toEqual(idsOf(told[0] ?? []).toSorted());
      const incomplete = rows.filter(
        (row) =>
          whole.includes(stringAt(row, 'id')) && !(row['is_success'] === true && Number(row['cost_nano_usd']) > 0),
      );
      expect(incomplete).toEqual([]);
    }
  }

  async function rowsOf(node: ClusterNode | undefined): Promise<JsonRecord[]> {
    const answered = await node?.tollgate.admin('GET', '/v1/logs?limit=500');
    if (answered?.status !== 200) throw new Error(JSON.stringify(answered));
    const rows = recordsIn(isRecord(answered.body) ? answered.body['data'] : undefined);
    return rows.filter((row) => row['operation'] === 'messages');
  }

  /** Whatever a provider got is charged, also of nodes that died; nothing is left held, and the books agree. */
  async function expectCharged(calls: number): Promise<void> {
    const read = async (): Promise<[number, number]> => {
      const [line = ''] = await cluster.postgres.run('select sum(spent), sum(held) from ledger_balances');
      const [spent = 0, held = 0] = line.split('|').map(Number);
      return [spent, held];
    };
    await vi.waitFor(async () => expect((await read())[1]).toBe(0), { timeout: LEASE_MS, interval: 1000 });
    const [spent] = await read();
    expect(spent).toBeGreaterThanOrEqual(calls);
    expect(spent).toBeLessThanOrEqual(BUDGET);
    const told = await runTollgate(['ledger', 'reconcile', '--database-url', cluster.postgres.url]);
    expect(told.stdout + told.stderr).toContain('0.00');
    expect(told.code).toBe(0);
  }
});
