/**
 * `node bench/scaled.ts [SECONDS [WORD]]`: small requests through one process with embedded storage, through one and two workers and
 * through one to three nodes on PostgreSQL, Redis and ClickHouse, with and without a budget and a rate limit; and requests shaped
 * like Claude Code's (300 KB in, 200 events out) through one and two workers. All of it, the
 * load (wrk) and the upstream too, shares the cores of this machine: so processor time of a request is what compares, and
 * requests a second only within one row of the same kind.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startClickhouseServer } from '../testkit/clickhouse-server.ts';
import { startPostgresServer } from '../testkit/postgres-server.ts';
import { startRedisServer } from '../testkit/redis-server.ts';
import { isRecord, stringAt } from '../testkit/json-shape.ts';
import { type AdminAnswer, startTollgate, type Tollgate } from '../testkit/tollgate-process.ts';
import { childrenOf, cpuUs } from './measure/process-meter.ts';
import { conversation } from './load/conversations.ts';
import { createReport, figure } from './report/report.ts';
import { serviceAccount } from './systems/tollgate.ts';
import { makeAnswers } from './upstream/answers.ts';
import { startUpstream } from './upstream/start.ts';

const SECONDS = Number(process.argv[2] ?? 8);
/** Only rows whose name has this in it. */
const ONLY = process.argv[3] ?? '';
const CONNECTIONS = 32;
/** Streams at once: each lasts a second, for which its upstream pauses. */
const STREAMS = 256;
const TICK_MS = 5;
const MASTER_KEY = 'b'.repeat(64);
const ADMIN_KEY = 'tg-admin-5c1f7d0e9a3b48d2b6e4f0a19c7d5e83';
const LIMITS = {
  usage_limits: { type: 'cost', credit_limit: 1_000_000 },
  rate_limits: [{ type: 'requests', unit: 'rpm', value: 100_000_000 }],
};
const WARM_UP_SECONDS = 3;
const MICRO = 1e6;
/** What takes longer has stalled: the bench ends, and says at which step. */
const STEP_SECONDS = 120;

interface Setup {
  name: string;
  nodes: number;
  env: Record<string, string>;
  args: string[];
  limits: object;
  isClaudeCode: boolean;
}

interface Asked extends Partial<Omit<Setup, 'env' | 'args'>> {
  name: string;
  workers?: number;
  /** `--workers 1`, which is no process alone: another one starts it. */
  isOneWorker?: boolean;
  isEmbedded?: boolean;
}

interface Measured {
  perSecond: number;
  p99: string;
  cpu: number;
}

const folder = mkdtempSync(join(tmpdir(), 'tollgate-bench-scaled-'));
const report = createReport((line) => console.log(line));
const upstream = await startUpstream(makeAnswers());
const [postgres, redis, clickhouse] = await Promise.all([
  startPostgresServer(),
  startRedisServer(),
  startClickhouseServer(),
]);

/** Says what it does, so that a machine without room for it is told from a deadlock. Throws when that takes too long. */
async function step<Result>(what: string, work: Promise<Result>): Promise<Result> {
  const started = performance.now();
  const late = new AbortController();
  const tooLate = sleep(STEP_SECONDS * 1000, null, { signal: late.signal, ref: false }).then(() => {
    throw new Error(`Stalled: ${what} took longer than ${STEP_SECONDS} s.`);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    late.abort();
    console.error(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
}

function shared(database: string): Record<string, string> {
  return {
    TOLLGATE_DATABASE_URL: database,
    TOLLGATE_VALKEY_URL: redis.url,
    TOLLGATE_CLICKHOUSE_URL: `${clickhouse.url}/tollgate`,
    TOLLGATE_MASTER_KEY: MASTER_KEY,
  };
}

function treeOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(treeOf)];
}

/** Several loads at once, one for each node. */
async function load(
  nodes: readonly Tollgate[],
  { script, connections }: { script: string; connections: number },
  seconds: number,
): Promise<{ perSecond: number; p99: string }> {
  const runs = nodes.map(async ({ url }) => {
    const own = Math.ceil(connections / nodes.length);
    const args = [
      '-t1',
      `-c${own}`,
      `-d${seconds}s`,
      '--latency',
      '--timeout',
      '30s',
      '-s',
      script,
      `${url}/v1/messages`,
    ];
    const { stdout } = await promisify(execFile)('wrk', args);
    if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
    return {
      perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
      p99: /^\s+99%\s+(\S+)/m.exec(stdout)?.[1] ?? '?',
    };
  });
  const found = await Promise.all(runs);
  return {
    perSecond: found.reduce((sum, { perSecond }) => sum + perSecond, 0),
    p99: found.map(({ p99 }) => p99).join(', '),
  };
}

async function setUp(node: Tollgate, limits: object): Promise<AdminAnswer> {
  await node.setUpVertex({
    url: upstream.url,
    serviceAccount: serviceAccount(upstream.url),
    mustNeverSee: () => undefined,
  });
  return node.admin('POST', '/v1/api-keys/workspace/service', {
    name: 'bench',
    scopes: ['completions.write'],
    ...limits,
  });
}

const SMALL = { model: 'claude-sonnet-4-20250514', max_tokens: 64, messages: [{ role: 'user', content: 'Hello?' }] };

async function measure(setup: Setup): Promise<Measured> {
  const nodes: Tollgate[] = [];
  try {
    for (let node = 0; node < setup.nodes; node += 1) {
      const env = { TOLLGATE_STORE_BODIES: 'off', ...setup.env };
      const start = startTollgate({ args: setup.args, env, adminKey: ADMIN_KEY });
      nodes.push(await step(`${setup.name}: start`, start));
    }
    const [first] = nodes;
    if (first === undefined) throw new Error('There is no node.');
    const made = await step(`${setup.name}: set-up`, setUp(first, setup.limits));
    const key = isRecord(made.body) ? stringAt(made.body, 'key') : '';
    const script = join(folder, 'request.lua');
    const bodyFile = join(folder, 'body.json');
    writeFileSync(bodyFile, setup.isClaudeCode ? conversation()() : JSON.stringify(SMALL));
    writeFileSync(
      script,
      `wrk.method = "POST"
wrk.body = io.open("${bodyFile}", "rb"):read("*a")
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "Bearer ${key}"
wrk.headers["x-portkey-provider"] = "@vertex-prod"
`,
    );
    await upstream.pace(setup.isClaudeCode ? TICK_MS : 0);
    const asked = { script, connections: setup.isClaudeCode ? STREAMS : CONNECTIONS };
    await step(`${setup.name}: warm-up`, load(nodes, asked, WARM_UP_SECONDS));
    const pids = nodes.flatMap(({ process: { pid = 0 } }) => treeOf(pid));
    const before = cpuUs(pids);
    const { perSecond, p99 } = await step(`${setup.name}: load`, load(nodes, asked, SECONDS));
    return { perSecond, p99, cpu: (cpuUs(pids) - before) / (perSecond * SECONDS) };
  } finally {
    for (const node of nodes) await step(`${setup.name}: end`, node.stop());
  }
}

try {
  let databases = 0;
  const rows: string[][] = [['', 'CPU µs a request', 'requests/s', 'p99', 'two cores could carry']];
  const setups: Asked[] = [
    { name: 'embedded', isEmbedded: true },
    { name: 'embedded, limits', isEmbedded: true, limits: LIMITS },
    { name: '2 workers, embedded', isEmbedded: true, workers: 2 },
    { name: '2 workers, embedded, limits', isEmbedded: true, workers: 2, limits: LIMITS },
    { name: '1 node' },
    { name: '1 node, limits', limits: LIMITS },
    { name: '2 workers', workers: 2 },
    { name: '2 workers, limits', workers: 2, limits: LIMITS },
    { name: '2 nodes', nodes: 2 },
    { name: '3 nodes', nodes: 3 },
    { name: '1 worker, Claude Code', isEmbedded: true, isOneWorker: true, isClaudeCode: true },
    { name: '2 workers, Claude Code', isEmbedded: true, workers: 2, isClaudeCode: true },
  ];
  for (const setup of setups.filter(({ name }) => name.includes(ONLY))) {
    const { name, nodes = 1, workers = 1, isEmbedded = false, limits = {}, isClaudeCode = false } = setup;
    databases += 1;
    const env = isEmbedded ? {} : shared(await postgres.createDatabase(`bench${databases}`));
    const args = workers === 1 && setup.isOneWorker !== true ? [] : ['--workers', String(workers)];
    const { cpu, perSecond, p99 } = await measure({ name, nodes, env, args, limits, isClaudeCode });
    const processes = Math.max(nodes, workers);
    const carried = (Math.min(2, processes) * MICRO) / cpu;
    rows.push([name, figure(cpu), figure(perSecond), p99, `${figure(carried)}/s`]);
    console.log(rows.at(-1)?.join(' | '));
  }
  report.table(rows);
} finally {
  await Promise.all([postgres.remove(), redis.stop(), clickhouse.remove(), upstream.stop()]);
  rmSync(folder, { recursive: true, force: true });
}
