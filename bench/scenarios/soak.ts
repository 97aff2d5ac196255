/** Many small requests: does the memory grow? */
import { smallQuestion } from '../load/conversations.ts';
import { residentMib } from '../measure/process-meter.ts';
import { median } from '../measure/statistics.ts';
import { figure } from '../report/report.ts';
import { BODIES_STORED, loadOn, tollgateBodiesStored, withSystems } from './bench.ts';
import type { Scenario } from './bench.ts';

/** Until code is compiled, pools are filled and the log has read its first batches. */
const WARM_UP = 50_000;
const REQUESTS = 100_000;
/** After so many requests memory is reported. */
const MARKS = [WARM_UP, WARM_UP + REQUESTS / 2, WARM_UP + REQUESTS];
/** A collector lets memory rise and fall, so what counts is the median over this many before each mark. */
const SAMPLED = 10_000;
const SAMPLE_EVERY_MS = 50;
/** What the collector's rise and fall leaves undecided. */
const TOLERANCE = 1.05;

export const soak: Scenario = async (bench) => {
  const scale = bench.isSmoke ? 1 / 20 : 1;
  const { report } = bench;
  report.title(`${REQUESTS * scale} small requests after ${WARM_UP * scale}, 32 connections: memory`);
  await withSystems(bench, [tollgateBodiesStored], async ([system]) => {
    if (system === undefined) return;
    const load = loadOn(bench, system, { connections: 32, client: () => smallQuestion, answer: 'whole' });
    const found: number[] = [];
    let done = 0;
    for (const mark of MARKS) {
      done += (await load.run({ until: { requests: (mark - SAMPLED) * scale - done } })).requests;
      const sampling = sampleMemory(system.pids);
      done += (await load.run({ until: { requests: mark * scale - done } })).requests;
      found.push(sampling.stop());
    }
    load.close();
    report.table([
      ['resident MiB after', ...MARKS.map((mark) => String(mark * scale))],
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
