/**
 * Time to first byte of 200 streams with ten dashboards open and with none, in turns on one process: five show the Overview of
 * 30 days, five watch the log live. What a page asks is what `dashboard/` asks; an Overview is loaded anew in every round, five
 * times as often as it does that by itself.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { conversation } from '../load/conversations.ts';
import { median, percentile } from '../measure/statistics.ts';
import { figure } from '../report/report.ts';
import { startWithPast } from '../systems/tollgate-with-past.ts';
import type { TollgateSystem } from '../systems/tollgate.ts';
import { loadOn, withSystems, type Scenario } from './bench.ts';

const TICK_MS = 15;
const STREAM_MS = 3000;
const COUNTED_MS = 9000;
const ROUNDS = 5;
const DAYS = 30;
const OVERVIEWS = 5;
const LIVE_LOGS = 5;
const LIVE_MS = 2000;
const TARGET_MS = 2;

export const streamsBesideDashboards: Scenario = async (bench) => {
  const { report, isSmoke, upstream } = bench;
  const connections = isSmoke ? 50 : 200;
  let tollgate: TollgateSystem | null = null;
  const start = async (upstreamUrl: string): Promise<TollgateSystem> => {
    const past = { name: 'tollgate', build: null, days: DAYS, sessions: isSmoke ? 50 : 4000 };
    tollgate = await startWithPast(upstreamUrl, past);
    return tollgate;
  };
  report.title(`${connections} concurrent streams of 300 KB, with ten open dashboards and with none`);
  await withSystems(bench, [start], async ([system]) => {
    if (system === undefined || tollgate === null) throw new Error('Tollgate was not started.');
    await upstream.pace(TICK_MS);
    const load = loadOn(bench, system, { connections, client: conversation, answer: 'stream' });
    const ms = STREAM_MS + (isSmoke ? 500 : COUNTED_MS);
    const rounds: Round[] = [];
    for (let round = 0; round < (isSmoke ? 1 : ROUNDS); round += 1) {
      const { firstByteMs: without } = await load.run({ until: { ms }, spreadMs: STREAM_MS });
      const pages = openDashboards(tollgate, ms);
      const { firstByteMs: beside } = await load.run({ until: { ms }, spreadMs: STREAM_MS });
      rounds.push({ without, beside, answered: await pages });
    }
    load.close();
    const at = (share: number, of: 'without' | 'beside'): number =>
      median(rounds.map((round) => percentile(round[of], share)));
    const added = median(rounds.map(({ without, beside }) => percentile(beside, P99) - percentile(without, P99)));
    report.table([
      ['time to first byte', 'p50 ms', 'p99 ms', 'questions answered'],
      ['no dashboard', figure(at(P50, 'without')), figure(at(P99, 'without')), '–'],
      [
        'ten dashboards',
        figure(at(P50, 'beside')),
        figure(at(P99, 'beside')),
        figure(median(rounds.map(({ answered }) => answered))),
      ],
    ]);
    report.target(`p99 < ${TARGET_MS} ms more with ten dashboards (${figure(added)} ms)`, added < TARGET_MS);
  });
};

const P50 = 0.5;
const P99 = 0.99;

interface Round {
  without: readonly number[];
  beside: readonly number[];
  answered: number;
}

/** Resolves with how many questions were answered, once the time is over and the last of them is. */
async function openDashboards(tollgate: TollgateSystem, ms: number): Promise<number> {
  const until = performance.now() + ms;
  const overviews = Array.from({ length: OVERVIEWS }, async (_, index) => {
    await pause((index * ms) / OVERVIEWS);
    // As a browser does: all that a page shows is asked for at once.
    const answers = await Promise.all(overviewPaths().map((path) => ask(tollgate, path)));
    return answers.length;
  });
  const live = Array.from({ length: LIVE_LOGS }, async (_, index) => {
    let asked = 0;
    await pause((index * LIVE_MS) / LIVE_LOGS);
    while (performance.now() < until) {
      await ask(tollgate, '/v1/logs?limit=100');
      asked += 1;
      await pause(LIVE_MS);
    }
    return asked;
  });
  const answered = await Promise.all([...overviews, ...live]);
  return answered.reduce((sum, one) => sum + one, 0);
}

/** What the Overview asks of the last 30 days, and of the 30 days before. */
function overviewPaths(): string[] {
  const windowOf = (daysAgo: number): string => {
    const [from, to] = [daysAgo + DAYS, daysAgo].map((days) => new Date(Date.now() - days * 86_400_000).toISOString());
    return `time_of_generation_min=${from}&time_of_generation_max=${to}&max_staleness=20`;
  };
  const top = (by: string, measure: string): string =>
    `/v1/analytics/query?group_by=${by}&order_by=${measure}&measures=${measure}&page_size=6&${windowOf(0)}`;
  const graphs = ['overview', 'time-to-first-byte', 'errors/stacks'];
  const table = 'errors,input_tokens,output_tokens,cache_share,p50_first_byte_ms,p95_latency_ms,users';
  return [
    ...graphs.flatMap((name) => [0, DAYS].map((daysAgo) => `/v1/analytics/graphs/${name}?${windowOf(daysAgo)}`)),
    `/v1/analytics/series?group_by=model&measure=cost_nano_usd&${windowOf(0)}`,
    top('user', 'cost_nano_usd'),
    top('metadata.team', 'cost_nano_usd'),
    top('error', 'errors'),
    top('model', 'p50_first_byte_ms'),
    `/v1/analytics/query?group_by=model&order_by=cost_nano_usd&measures=${table}&page_size=50&${windowOf(0)}`,
  ];
}

async function ask({ tollgate }: TollgateSystem, path: string): Promise<void> {
  const answer = await fetch(`${tollgate.url}${path}`, { headers: { 'x-portkey-api-key': tollgate.adminKey } });
  const bytes = await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${Buffer.from(bytes).toString()}`);
}
