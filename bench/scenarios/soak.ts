/** Many small requests: does the memory grow? */
import { smallQuestion } from '../load/conversations.ts';
import { residentMib } from '../measure/process-meter.ts';
import { median } from '../measure/statistics.ts';
import { figure } from '../report/report.ts';
import { BODIES_STORED, loadOn, tollgateBodiesStored, withSystems } from './bench.ts';
import type { Scenario } from './bench.ts';

const REQUESTS = 100_000;
/** Shares of all requests after which memory is told. */
const MARKS = [0.2, 0.6, 1];
/** A collector lets memory rise and fall, so what counts is the median over this share before each mark. */
const SAMPLED = 0.1;
const SAMPLE_EVERY_MS = 50;
/** What the collector's rise and fall leaves undecided. */
const TOLERANCE = 1.05;

export const soak: Scenario = async (bench) => {
  const total = bench.isSmoke ? REQUESTS / 20 : REQUESTS;
  const { report } = bench;
  report.title(`${total} small requests, 32 connections: memory`);
  await withSystems(bench, [tollgateBodiesStored], async ([system]) => {
    if (system === undefined) return;
    const load = loadOn(bench, system, { connections: 32, client: () => smallQuestion, answer: 'whole' });
    const found: number[] = [];
    let done = 0;
    for (const mark of MARKS) {
      done += (await load.run({ until: { requests: total * (mark - SAMPLED) - done } })).requests;
      const sampling = sampleMemory(system.pids);
      done += (await load.run({ until: { requests: total * mark - done } })).requests;
      found.push(sampling.stop());
    }
    load.close();
    report.table([
      ['resident MiB after', ...MARKS.map((mark) => String(total * mark))],
      [BODIES_STORED, ...found.map(figure)],
    ]);
    const [first = NaN, , last = NaN] = found;
    report.target(`no growth (${figure(first)} → ${figure(last)} MiB)`, last <= first * TOLERANCE);
  });
};

/** Tells the median of what it saw. */
function sampleMemory(pids: readonly number[]): { stop(): number } {
  const samples: number[] = [];
  const sample = (): void => void samples.push(residentMib(pids));
  const timer = setInterval(sample, SAMPLE_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      sample();
      return median(samples);
    },
  };
}
