/** The most memory that is resident while 500 streams with 300 KB bodies run at once; each system fresh. */
import { conversation } from '../load/conversations.ts';
import { peakMib } from '../measure/process-meter.ts';
import { figure } from '../report/report.ts';
import { nginx } from '../systems/nginx.ts';
import { portkey } from '../systems/portkey.ts';
import { BODIES_STORED, loadOn, tollgateBodiesStored, withSystems } from './bench.ts';
import type { Scenario } from './bench.ts';

/** Streams of 8 s, so that all are under way before the first ends. */
const TICK_MS = 40;
const SPREAD_MS = 4000;
/** The second wave finds a process that has had its first. */
const WAVES = 2;
const LIMIT_MIB = 350;

export const memoryOfStreams: Scenario = async (bench) => {
  const { report, isSmoke, upstream } = bench;
  const connections = isSmoke ? 100 : 500;
  report.title(`${connections} concurrent streams with 300 KB bodies: memory`);
  const rows = [['', 'peak resident MiB', 'most streams at once']];
  let peak = NaN;
  for (const start of [nginx, portkey, tollgateBodiesStored]) {
    await withSystems(bench, [start], async (systems) => {
      for (const system of systems) {
        await upstream.pace(isSmoke ? TICK_MS / 8 : TICK_MS);
        const load = loadOn(bench, system, { connections, client: conversation, answer: 'stream' });
        const requests = connections * (isSmoke ? 1 : WAVES);
        const { mostRunning } = await load.run({ until: { requests }, spreadMs: isSmoke ? 500 : SPREAD_MS });
        load.close();
        rows.push([system.name, figure(peakMib(system.pids)), String(mostRunning)]);
        if (system.name === BODIES_STORED) peak = peakMib(system.pids);
      }
    });
  }
  report.table(rows);
  report.target(`resident < ${LIMIT_MIB} MB (${BODIES_STORED}: ${figure(peak)} MiB)`, peak < LIMIT_MIB);
};
