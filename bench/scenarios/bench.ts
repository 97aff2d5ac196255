/** What every scenario works with, and how systems come up and go down. */
import { openLoad } from '../load/drive.ts';
import type { Load } from '../load/drive.ts';
import type { NextBody } from '../load/conversations.ts';
import { expectations } from '../load/expectation.ts';
import type { Expectations } from '../load/expectation.ts';
import type { Report } from '../report/report.ts';
import { startTollgateSystem } from '../systems/tollgate.ts';
import type { System, SystemStarter } from '../systems/system.ts';
import type { Answers } from '../upstream/answers.ts';
import type { Upstream } from '../upstream/start.ts';

export interface Bench {
  answers: Answers;
  upstream: Upstream;
  report: Report;
  /** Short: is the harness whole, are the answers right? Its figures say little. */
  isSmoke: boolean;
  /** The folder of the build before, to be measured beside this one; null = none. */
  before: string | null;
}

export type Scenario = (bench: Bench) => Promise<void>;

export const METRICS_ONLY = 'tollgate, metrics only';
export const BODIES_STORED = 'tollgate, bodies stored';

export const tollgateMetricsOnly: SystemStarter = (upstreamUrl) =>
  startTollgateSystem(upstreamUrl, { name: METRICS_ONLY, storeBodies: false });

export const tollgateBodiesStored: SystemStarter = (upstreamUrl) =>
  startTollgateSystem(upstreamUrl, { name: BODIES_STORED, storeBodies: true });

/** Fresh processes for a scenario, stopped whatever happens. */
export async function withSystems(
  bench: Bench,
  starters: readonly SystemStarter[],
  use: (systems: System[]) => Promise<void>,
): Promise<void> {
  const systems: System[] = [];
  try {
    for (const start of starters) systems.push(await start(bench.upstream.url));
    await use(systems);
  } finally {
    await Promise.all(systems.map((system) => system.stop()));
  }
}

export interface LoadShape {
  connections: number;
  /** Called once for each connection, with its number. */
  client: (index: number) => NextBody;
  answer: keyof Expectations;
}

export function loadOn(bench: Bench, system: System, { connections, client, answer }: LoadShape): Load {
  const expect = expectations(bench.answers, system.fidelity)[answer];
  return openLoad({ system, connections, client, expect });
}
