/** Processor time per request, system by system in turns, so that a bad moment of the machine hits all of them. */
import type { Driven, Phase } from '../load/drive.ts';
import { TESTED_CORE } from '../measure/cores.ts';
import { busyUs, cpuUs, residentMib } from '../measure/process-meter.ts';
import { median, percentile } from '../measure/statistics.ts';
import { figure } from '../report/report.ts';
import type { System } from '../systems/system.ts';
import { loadOn } from './bench.ts';
import type { Bench, LoadShape } from './bench.ts';

/** Of one round, or medians over the rounds. */
export interface Cost {
  system: string;
  cpuUs: number;
  perSecond: number;
  firstByteP50Ms: number;
  firstByteP99Ms: number;
  /** At the end of a round. */
  residentMib: number;
  /** Share of the tested core that went to anybody else. */
  othersShare: number;
}

export interface CostPlan extends LoadShape {
  rounds: number;
  warmUp: Phase;
  counted: Phase;
}

export async function measureCost(bench: Bench, systems: readonly System[], plan: CostPlan): Promise<Cost[]> {
  return (await measureRounds(bench, systems, plan)).map(medians);
}

/** System by system, each with its rounds in order. */
export async function measureRounds(bench: Bench, systems: readonly System[], plan: CostPlan): Promise<Cost[][]> {
  const loads = systems.map((system) => ({ system, load: loadOn(bench, system, plan), rounds: new Array<Cost>() }));
  for (const { load } of loads) await load.run(plan.warmUp);
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const { system, load, rounds } of loads) {
      rounds.push(await measureRound(system, () => load.run(plan.counted)));
    }
  }
  for (const { load } of loads) load.close();
  return loads.map(({ rounds }) => rounds);
}

async function measureRound(system: System, run: () => Promise<Driven>): Promise<Cost> {
  const before = { own: cpuUs(system.pids), all: busyUs(TESTED_CORE) };
  const driven = await run();
  const own = cpuUs(system.pids) - before.own;
  const others = busyUs(TESTED_CORE) - before.all - own;
  return {
    system: system.name,
    cpuUs: own / driven.requests,
    perSecond: (driven.requests / driven.wallMs) * 1000,
    firstByteP50Ms: percentile(driven.firstByteMs, 0.5),
    firstByteP99Ms: percentile(driven.firstByteMs, 0.99),
    residentMib: residentMib(system.pids),
    othersShare: Math.max(0, others / 1000 / driven.wallMs),
  };
}

export function medians(rounds: readonly Cost[]): Cost {
  const of = (key: Exclude<keyof Cost, 'system'>): number => median(rounds.map((round) => round[key]));
  return {
    system: rounds[0]?.system ?? '',
    cpuUs: of('cpuUs'),
    perSecond: of('perSecond'),
    firstByteP50Ms: of('firstByteP50Ms'),
    firstByteP99Ms: of('firstByteP99Ms'),
    residentMib: of('residentMib'),
    othersShare: of('othersShare'),
  };
}

export function costOf(costs: readonly Cost[], system: string): number {
  return costs.find((cost) => cost.system === system)?.cpuUs ?? NaN;
}

/** `first byte` is the whole time that the client waited, under a load that keeps the system busy. */
export function printCosts({ report }: Bench, costs: readonly Cost[]): void {
  const base = costOf(costs, 'nginx');
  report.table([
    [
      '',
      'CPU µs/request',
      '× nginx',
      'requests/s',
      'first byte p50 ms',
      'p99 ms',
      'resident MiB',
      'others on the core',
    ],
    ...costs.map((cost) => [
      cost.system,
      figure(cost.cpuUs),
      figure(cost.cpuUs / base),
      figure(cost.perSecond),
      figure(cost.firstByteP50Ms),
      figure(cost.firstByteP99Ms),
      figure(cost.residentMib),
      `${figure(cost.othersShare * 100)} %`,
    ]),
  ]);
}
