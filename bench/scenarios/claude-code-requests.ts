/** What Claude Code sends: a 300 KB conversation, answered by 200 events. */
import { conversation } from '../load/conversations.ts';
import { figure } from '../report/report.ts';
import { nginx } from '../systems/nginx.ts';
import { portkey } from '../systems/portkey.ts';
import type { System } from '../systems/system.ts';
import { BODIES_STORED, METRICS_ONLY, tollgateBodiesStored, tollgateMetricsOnly, withSystems } from './bench.ts';
import type { Bench, Scenario } from './bench.ts';
import { costOf, measureCost, printCosts } from './measure-cost.ts';
import type { CostPlan } from './measure-cost.ts';

/** A fast model, and few enough events per second that each wakes whoever relays it. */
export const EVENT_EVERY_MS = 5;
const PACED = { tickMs: EVENT_EVERY_MS, connections: 40, spreadMs: 1000, countedMs: 5000, warmUpMs: 4000 };
/** The whole answer at once: what remains is the way of the request. */
const BURST = { tickMs: 0, connections: 16, spreadMs: 100, countedMs: 2500, warmUpMs: 2500 };

export const claudeCodeRequests: Scenario = async (bench) => {
  await withSystems(bench, [nginx, portkey, tollgateMetricsOnly, tollgateBodiesStored], async (systems) => {
    bench.report.title(
      `Claude-Code-shaped: 300 KB, 200 streamed events, one every ${EVENT_EVERY_MS} ms, ${PACED.connections} connections`,
    );
    await measure(bench, systems, PACED);
    bench.report.title('Claude-Code-shaped: the same, all events in one burst, 16 connections');
    await measure(bench, systems, BURST);
  });
};

async function measure(bench: Bench, systems: readonly System[], shape: typeof PACED): Promise<void> {
  const { isSmoke, upstream } = bench;
  await upstream.pace(shape.tickMs);
  const { connections, spreadMs } = shape;
  const plan: CostPlan = {
    connections,
    client: conversation,
    answer: 'stream',
    rounds: isSmoke ? 1 : 3,
    // Every conversation has been seen by its system before the count begins, as all but the first turn are.
    warmUp: { until: { ms: isSmoke ? 200 : shape.warmUpMs }, spreadMs },
    counted: { until: { ms: isSmoke ? 1000 : shape.countedMs }, spreadMs },
  };
  const costs = await measureCost(bench, systems, plan);
  printCosts(bench, costs);
  const targets = [
    { name: METRICS_ONLY, limit: 4 },
    { name: BODIES_STORED, limit: 6 },
  ];
  for (const { name, limit } of targets) {
    const byNginx = costOf(costs, name) / costOf(costs, 'nginx');
    const byPortkey = costOf(costs, 'portkey') / costOf(costs, name);
    bench.report.target(`CPU ≤ ${limit} × nginx (${name}: ${figure(byNginx)} ×)`, byNginx <= limit);
    bench.report.target(`CPU ≤ 1/10 of Portkey (${name}: 1/${figure(byPortkey)})`, byPortkey >= 10);
  }
}
