/** Time to first byte while many streams run: what the hop adds to the way without it. */
import { conversation } from '../load/conversations.ts';
import type { Load } from '../load/drive.ts';
import { median, percentile } from '../measure/statistics.ts';
import { figure } from '../report/report.ts';
import { direct } from '../systems/direct.ts';
import { nginx } from '../systems/nginx.ts';
import { portkey } from '../systems/portkey.ts';
import {
  BODIES_STORED,
  loadOn,
  METRICS_ONLY,
  tollgateBodiesStored,
  tollgateMetricsOnly,
  withSystems,
} from './bench.ts';
import type { Scenario } from './bench.ts';

/** 200 events of these make a stream of 3 s. */
const TICK_MS = 15;
const STREAM_MS = 3000;

interface Round {
  p50: number;
  p99: number;
}

export const concurrentStreams: Scenario = async (bench) => {
  const { report, isSmoke, upstream } = bench;
  const connections = isSmoke ? 50 : 200;
  report.title(`${connections} concurrent streams, 300 KB bodies, 200 events, one every ${TICK_MS} ms`);
  const starters = [direct, nginx, portkey, tollgateMetricsOnly, tollgateBodiesStored];
  await withSystems(bench, starters, async (systems) => {
    await upstream.pace(TICK_MS);
    const shape = { connections, client: conversation, answer: 'stream' as const };
    const measured = systems.map(({ name, ...rest }) => {
      return { name, load: loadOn(bench, { name, ...rest }, shape), rounds: new Array<Round>() };
    });
    for (let round = 0; round < (isSmoke ? 1 : 3); round += 1) {
      for (const { load, rounds } of measured) rounds.push(await measureRound(load, isSmoke));
    }
    for (const { load } of measured) load.close();
    const base = measured[0]?.rounds ?? [];
    const added = measured.slice(1).map(({ name, rounds }) => ({ name, ...addedTo(base, rounds) }));
    report.note(
      `Without a hop: p50 ${figure(median(base.map(({ p50 }) => p50)))} ms, p99 ${figure(median(base.map(({ p99 }) => p99)))} ms.`,
    );
    report.table([
      ['added time to first byte', 'p50 ms', 'p99 ms'],
      ...added.map(({ name, p50, p99 }) => [name, figure(p50), figure(p99)]),
    ]);
    for (const { name, p50, p99 } of added.filter((one) => [METRICS_ONLY, BODIES_STORED].includes(one.name))) {
      report.target(`p50 < 1 ms (${name}: ${figure(p50)} ms)`, p50 < 1);
      report.target(`p99 < 5 ms (${name}: ${figure(p99)} ms)`, p99 < 5);
    }
  });
};

/** Streams begin spread over their own length, so that from then on they begin and end evenly. */
async function measureRound(load: Load, isSmoke: boolean): Promise<Round> {
  const countedMs = isSmoke ? 500 : 9000;
  const { firstByteMs } = await load.run({ until: { ms: STREAM_MS + countedMs }, spreadMs: STREAM_MS });
  return { p50: percentile(firstByteMs, 0.5), p99: percentile(firstByteMs, 0.99) };
}

/** Round by round, then the median. */
function addedTo(base: readonly Round[], rounds: readonly Round[]): Round {
  const added = (key: keyof Round): number =>
    median(rounds.map((round, index) => round[key] - (base[index]?.[key] ?? NaN)));
  return { p50: added('p50'), p99: added('p99') };
}
