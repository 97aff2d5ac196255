/** Small calls, 1 KB in and 1 KB out, not streamed: what one request costs by itself. */
import { smallQuestion } from '../load/conversations.ts';
import { figure } from '../report/report.ts';
import { nginx } from '../systems/nginx.ts';
import { portkey } from '../systems/portkey.ts';
import { BODIES_STORED, METRICS_ONLY, tollgateBodiesStored, tollgateMetricsOnly, withSystems } from './bench.ts';
import type { Scenario } from './bench.ts';
import { costOf, measureCost, printCosts } from './measure-cost.ts';

export const smallRequests: Scenario = async (bench) => {
  const { report, isSmoke } = bench;
  report.title('Small requests: 1 KB, not streamed, 32 connections');
  await withSystems(bench, [nginx, portkey, tollgateMetricsOnly, tollgateBodiesStored], async (systems) => {
    const costs = await measureCost(bench, systems, {
      connections: 32,
      client: () => smallQuestion,
      answer: 'whole',
      rounds: isSmoke ? 1 : 3,
      // Until the compiler of a JavaScript engine has done its work.
      warmUp: { until: { requests: isSmoke ? 1000 : 10_000 } },
      counted: { until: { ms: isSmoke ? 1000 : 3000 } },
    });
    printCosts(bench, costs);
    for (const name of [METRICS_ONLY, BODIES_STORED]) {
      const byNginx = costOf(costs, name) / costOf(costs, 'nginx');
      const byPortkey = costOf(costs, 'portkey') / costOf(costs, name);
      report.target(`CPU ≤ 3 × nginx (${name}: ${figure(byNginx)} ×)`, byNginx <= 3);
      report.target(`CPU ≤ 1/6 of Portkey (${name}: 1/${figure(byPortkey)})`, byPortkey >= 6);
    }
  });
};
