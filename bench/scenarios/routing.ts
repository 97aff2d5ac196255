/** What routing costs: a fallback, an answer from the cache, conditions on a large body. Tollgate against itself. */
import { isRecord, recordsIn } from '../../testkit/json-shape.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { conversation, smallQuestion } from '../load/conversations.ts';
import type { NextBody } from '../load/conversations.ts';
import { median } from '../measure/statistics.ts';
import { figure } from '../report/report.ts';
import { serviceAccount, startTollgateSystem } from '../systems/tollgate.ts';
import type { TollgateSystem } from '../systems/tollgate.ts';
import type { System } from '../systems/system.ts';
import { FAILING_REGION } from '../upstream/protocol.ts';
import type { Bench, LoadShape, Scenario } from './bench.ts';
import { EVENT_EVERY_MS } from './claude-code-requests.ts';
import { measureRounds, medians } from './measure-cost.ts';
import type { Cost, CostPlan } from './measure-cost.ts';

/** Two ways through one and the same process, so that only the config tells them apart. */
interface Pair {
  plain: System;
  routed: System;
}

/** Round by round, as `Cost`. */
interface Compared {
  plain: Cost[];
  routed: Cost[];
}

type Differing = 'cpuUs' | 'firstByteP50Ms' | 'firstByteP99Ms';

/** More than elsewhere: what is looked for is a small difference. */
const ROUNDS = 7;
const TEAM = { 'x-portkey-metadata': '{"team":"search"}' };

const CONFIGS = {
  straight: { strategy: { mode: 'fallback' }, targets: [{ provider: '@vertex-prod' }] },
  fallback: { strategy: { mode: 'fallback' }, targets: [{ provider: '@failing' }, { provider: '@vertex-prod' }] },
  cached: { provider: '@vertex-prod', cache: { mode: 'simple' } },
  // The first condition does not hold, the second does on both of its sides: all are looked at.
  conditional: {
    strategy: {
      mode: 'conditional',
      conditions: [
        { query: { 'params.max_tokens': { $lt: 1000 } }, then: 'other' },
        {
          query: { $and: [{ 'params.max_tokens': { $gte: 1000 } }, { 'metadata.team': { $eq: 'search' } }] },
          then: 'team',
        },
      ],
      default: 'other',
    },
    targets: [
      { name: 'other', provider: '@failing' },
      { name: 'team', provider: '@vertex-prod' },
    ],
  },
};

export const routing: Scenario = async (bench) => {
  const system = await startTollgateSystem(bench.upstream.url, { name: 'plain', storeBodies: false });
  try {
    await bench.upstream.pace(0);
    await setUp(bench, system);
    await fallback(bench, system);
    await smallCacheHit(bench, system);
    await largeCacheHit(bench, system);
    await conditions(bench, system);
  } finally {
    await system.stop();
  }
};

/** An integration in the region that answers with 503, and the configs under slugs of their names. */
async function setUp({ upstream }: Bench, { tollgate }: TollgateSystem): Promise<void> {
  const failing = {
    name: 'Failing',
    slug: 'failing',
    ai_provider_id: 'vertex-ai',
    configurations: {
      vertex_auth_type: 'serviceAccount',
      vertex_region: FAILING_REGION,
      vertex_service_account_json: serviceAccount(upstream.url),
      custom_host: upstream.url,
    },
  };
  const configs = Object.entries(CONFIGS).map(([name, config]) => ({ name, slug: `pc-${name}`, config }));
  const answers = [await tollgate.admin('POST', '/v1/integrations', failing)];
  for (const config of configs) answers.push(await tollgate.admin('POST', '/v1/configs', config));
  const refused = answers.find(({ status }) => status !== 200);
  if (refused !== undefined) throw new Error(`The routing set-up was refused: ${JSON.stringify(refused)}`);
}

async function fallback(bench: Bench, system: TollgateSystem): Promise<void> {
  bench.report.title('Routing: fallback after an instant 503, small requests, one at a time');
  const pair = { plain: under(system, 'straight'), routed: under(system, 'fallback') };
  await mustTell(pair.routed, smallQuestion, { 'x-portkey-last-used-option-index': 'config.targets[1]' });
  await mustHaveFallenBack(system);
  const shape = { connections: 1, client: () => smallQuestion, answer: 'whole' as const };
  const compared = await compare(bench, pair, { ...shape, ...phases(bench, { warmUpMs: 4000, countedMs: 2000 }) });
  const p50 = added(bench, compared, 'firstByteP50Ms');
  const p99 = added(bench, compared, 'firstByteP99Ms');
  bench.report.target(`added p50 < 1 ms (${figure(p50)} ms; p99 ${figure(p99)} ms)`, p50 < 1);
}

async function smallCacheHit(bench: Bench, system: TollgateSystem): Promise<void> {
  bench.report.title('Routing: answers from the cache, small requests, 32 connections');
  const question = smallQuestion();
  await intoCache(system, [question]);
  await cacheHit(bench, system, { connections: 32, client: () => () => question, answer: 'whole' });
}

/** Each connection asks the same turn of its own conversation again, with bodies of all lengths. */
async function largeCacheHit(bench: Bench, system: TollgateSystem): Promise<void> {
  const connections = 16;
  const questions = Array.from({ length: connections }, (_, index) => turnOf(conversation(), index + 1));
  await intoCache(system, questions);
  const client = (index: number) => () => questions[index] ?? smallQuestion();
  for (const tickMs of [EVENT_EVERY_MS, 0]) {
    const pace = tickMs === 0 ? 'all events in one burst' : `an event every ${tickMs} ms`;
    bench.report.title(
      `Routing: answers from the cache, 300 KB, stream of 200 events (proxied: ${pace}), 16 connections`,
    );
    await bench.upstream.pace(tickMs);
    await cacheHit(bench, system, { connections, client, answer: 'stream' });
  }
}

/** A stream comes out of the cache with larger deltas than it went in with: the message is the same, the events are not. */
async function cacheHit(bench: Bench, system: TollgateSystem, shape: LoadShape): Promise<void> {
  const pair = { plain: bare(system), routed: { ...under(system, 'cached'), fidelity: 'message' as const } };
  const compared = await compare(bench, pair, { ...shape, ...phases(bench, { warmUpMs: 4000, countedMs: 2000 }) });
  const share = median(compared.routed.map(({ cpuUs }, round) => cpuUs / (compared.plain[round]?.cpuUs ?? NaN)));
  bench.report.target(`CPU ≤ 1/3 of a proxied request (1/${figure(1 / share)})`, share <= 1 / 3);
}

/** Before anything is timed: each question is asked twice, and told from the cache at the second time. */
async function intoCache(system: TollgateSystem, questions: readonly Buffer[]): Promise<void> {
  for (const question of questions) {
    for (const status of ['MISS', 'HIT']) {
      await mustTell(under(system, 'cached'), () => question, { 'x-portkey-cache-status': status });
    }
  }
}

function turnOf(next: NextBody, turn: number): Buffer {
  for (let past = 1; past < turn; past += 1) next();
  return next();
}

async function conditions(bench: Bench, system: TollgateSystem): Promise<void> {
  bench.report.title(
    'Routing: conditions on the body and the metadata, 300 KB, all events in one burst, 16 connections',
  );
  const pair = { plain: bare(system), routed: under(system, 'conditional') };
  await mustTell(pair.routed, conversation(), { 'x-portkey-last-used-option-index': 'config.targets[1]' });
  const shape = { connections: 16, client: conversation, answer: 'stream' as const };
  const compared = await compare(bench, pair, { ...shape, ...phases(bench, { warmUpMs: 4000, countedMs: 3000 }) });
  const cpuUs = added(bench, compared, 'cpuUs');
  bench.report.target(`added CPU < 150 µs (${figure(cpuUs)} µs)`, cpuUs < 150);
}

/** No config; the same metadata as under one. */
const bare = (system: System): System => ({ ...system, headers: { ...system.headers, ...TEAM } });

function under(system: System, name: keyof typeof CONFIGS): System {
  const { 'x-portkey-provider': _, ...headers } = system.headers;
  return { ...system, name, headers: { ...headers, ...TEAM, 'x-portkey-config': `pc-${name}` } };
}

function phases({ isSmoke }: Bench, { warmUpMs, countedMs }: { warmUpMs: number; countedMs: number }) {
  return {
    rounds: isSmoke ? 1 : ROUNDS,
    warmUp: { until: { ms: isSmoke ? 200 : warmUpMs } },
    counted: { until: { ms: isSmoke ? 500 : countedMs } },
  };
}

async function compare(bench: Bench, pair: Pair, plan: CostPlan): Promise<Compared> {
  const [plain = [], routed = []] = await measureRounds(bench, [pair.plain, pair.routed], plan);
  bench.report.table([
    ['', 'CPU µs/request', 'requests/s', 'p50 ms', 'p99 ms', 'others on the core'],
    ...[plain, routed]
      .map(medians)
      .map((cost) => [
        cost.system,
        figure(cost.cpuUs),
        figure(cost.perSecond),
        figure(cost.firstByteP50Ms),
        figure(cost.firstByteP99Ms),
        `${figure(cost.othersShare * 100)} %`,
      ]),
  ]);
  return { plain, routed };
}

/** Round by round, then the median; told with its spread, since on a shared machine that can exceed it. */
function added({ report }: Bench, { plain, routed }: Compared, key: Differing): number {
  const differences = routed.map((cost, round) => cost[key] - (plain[round]?.[key] ?? NaN));
  report.note(`Added ${key}, all rounds: ${differences.map(figure).join(', ')}`);
  return median(differences);
}

/** Before anything is timed: the config does what it is timed for. */
async function mustTell(system: System, next: NextBody, expected: Readonly<Record<string, string>>): Promise<void> {
  const headers = { ...system.headers, 'content-type': 'application/json', 'anthropic-version': '2023-06-01' };
  const url = `http://127.0.0.1:${system.port}/v1/messages`;
  const answer = await fetch(url, { method: 'POST', headers, body: next() });
  const text = await answer.text();
  for (const [name, value] of Object.entries(expected)) {
    if (answer.status === 200 && answer.headers.get(name) === value) continue;
    throw new Error(`${system.name}: ${name} is ${answer.headers.get(name)}, not ${value}: ${answer.status} ${text}`);
  }
}

async function mustHaveFallenBack({ tollgate }: TollgateSystem): Promise<void> {
  const { body } = await tollgate.admin('GET', '/v1/logs');
  const [row] = recordsIn(isRecord(body) ? body['data'] : undefined);
  const statuses = recordsIn(row?.['attempts']).map((attempt: JsonRecord) => attempt['status']);
  if (statuses.join(' ') !== '503 200') throw new Error(`The attempts of the fallback were: ${statuses.join(' ')}.`);
}
