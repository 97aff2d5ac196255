/** Time to first byte of 200 streams while one client asks heavy questions of the log, one after the other. */
import { conversation } from '../load/conversations.ts';
import type { Load } from '../load/drive.ts';
import { median, percentile } from '../measure/statistics.ts';
import { figure } from '../report/report.ts';
import { direct } from '../systems/direct.ts';
import type { System, SystemStarter } from '../systems/system.ts';
import type { TollgateSystem } from '../systems/tollgate.ts';
import { startWithPast } from '../systems/tollgate-with-past.ts';
import { loadOn, withSystems, type Bench, type Scenario } from './bench.ts';

const TICK_MS = 15;
const STREAM_MS = 3000;
const DAYS = 14;
const TARGET_MS = 8;
const NAME = 'tollgate';
const BEFORE = 'the build before';

interface Round {
  p50: number;
  p99: number;
  /** Questions answered. */
  asked: number;
}

export const streamsBesideQueries: Scenario = async (bench) => {
  const { report, isSmoke, upstream, before } = bench;
  const connections = isSmoke ? 50 : 200;
  const tollgates: TollgateSystem[] = [];
  const seeded =
    (name: string, build: string | null) =>
    async (upstreamUrl: string): Promise<System> => {
      const system = await startWithPast(upstreamUrl, { name, build, days: DAYS, sessions: isSmoke ? 50 : 4000 });
      tollgates.push(system);
      return system;
    };
  const starters: SystemStarter[] = [direct, seeded(NAME, null)];
  if (before !== null) starters.push(seeded(BEFORE, before));
  report.title(`${connections} concurrent streams of 300 KB while one client asks heavy questions of the log`);
  await withSystems(bench, starters, async (systems) => {
    await upstream.pace(TICK_MS);
    const shape = { connections, client: conversation, answer: 'stream' as const };
    const measured = systems.flatMap((system) => {
      const load = loadOn(bench, system, shape);
      const tollgate = tollgates.find((one) => one === system) ?? null;
      const quiet = { name: system.name, load, questioned: null, rounds: new Array<Round>() };
      if (tollgate === null) return [quiet];
      const asked = { name: `${system.name}, with questions`, load, questioned: tollgate, rounds: new Array<Round>() };
      return [quiet, asked];
    });
    for (let round = 0; round < (isSmoke ? 1 : 3); round += 1) {
      for (const { load, questioned, rounds } of measured) rounds.push(await measureRound(bench, load, questioned));
    }
    for (const load of new Set(measured.map((one) => one.load))) load.close();
    const base = measured[0]?.rounds ?? [];
    const added = measured.slice(1).map(({ name, rounds }) => ({ name, ...addedTo(base, rounds) }));
    report.table([
      ['added time to first byte', 'p50 ms', 'p99 ms', 'questions answered'],
      ...added.map(({ name, p50, p99, asked }) => [name, figure(p50), figure(p99), figure(asked)]),
    ]);
    const found = added.find(({ name }) => name === `${NAME}, with questions`);
    report.target(
      `p99 ≤ ${TARGET_MS} ms with questions (${figure(found?.p99 ?? NaN)} ms)`,
      (found?.p99 ?? NaN) <= TARGET_MS,
    );
  });
};

async function measureRound(bench: Bench, load: Load, questioned: TollgateSystem | null): Promise<Round> {
  const countedMs = bench.isSmoke ? 500 : 9000;
  let isOver = false;
  const asking = questioned === null ? Promise.resolve(0) : askInALoop(questioned, () => isOver);
  const { firstByteMs } = await load.run({ until: { ms: STREAM_MS + countedMs }, spreadMs: STREAM_MS });
  isOver = true;
  return { p50: percentile(firstByteMs, 0.5), p99: percentile(firstByteMs, 0.99), asked: await asking };
}

/** Over all rows: every measure of a thousand sessions, percentiles over time, groups by a key of the metadata; and a page of rows. */
function questions(): string[] {
  const now = Date.now();
  const [from, to] = [new Date(now - (DAYS + 1) * 86_400_000), new Date(now)].map((date) => date.toISOString());
  const window = `time_of_generation_min=${from}&time_of_generation_max=${to}`;
  return [
    `/v1/analytics/query?group_by=session&order_by=cost_nano_usd&page_size=1000&${window}`,
    `/v1/analytics/graphs/latency?${window}`,
    `/v1/analytics/query?group_by=metadata.task&order_by=requests&${window}`,
    '/v1/logs?limit=100',
  ];
}

async function askInALoop({ tollgate }: TollgateSystem, isOver: () => boolean): Promise<number> {
  let asked = 0;
  while (!isOver()) {
    for (const path of questions()) {
      const answer = await fetch(`${tollgate.url}${path}`, { headers: { 'x-portkey-api-key': tollgate.adminKey } });
      const bytes = await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${Buffer.from(bytes).toString()}`);
      asked += 1;
      if (isOver()) break;
    }
  }
  return asked;
}

/** Round by round, then the median. */
function addedTo(base: readonly Round[], rounds: readonly Round[]): Round {
  const added = (key: 'p50' | 'p99'): number =>
    median(rounds.map((round, index) => round[key] - (base[index]?.[key] ?? NaN)));
  return { p50: added('p50'), p99: added('p99'), asked: median(rounds.map(({ asked }) => asked)) };
}
