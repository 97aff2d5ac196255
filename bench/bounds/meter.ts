/**
 * Loaded into the process under test (`NODE_OPTIONS=--import`): SIGUSR2 starts the meter, the next one stops it. What it found
 * goes to standard output as one line.
 */
import { writeSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** What the event loop did between two signals; milliseconds of processor time of its own thread. */
export interface Metered {
  longestTurnMs: number;
  turns: number;
  /** The longest pause of the garbage collector, wall time. */
  longestCollectionMs: number;
}

export const METERED = 'metered ';

const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

let metered: Metered | null = null;

function watch(): void {
  let last = cpuMs();
  const turn = (): void => {
    if (metered === null) return;
    const now = cpuMs();
    metered.longestTurnMs = Math.max(metered.longestTurnMs, now - last);
    metered.turns += 1;
    last = cpuMs();
    setImmediate(turn);
  };
  turn();
}

const collections = new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries())
    if (metered !== null) metered.longestCollectionMs = Math.max(metered.longestCollectionMs, duration);
});

if (isMainThread) {
  collections.observe({ entryTypes: ['gc'] });
  process.on('SIGUSR2', () => {
    if (metered === null) {
      metered = { longestTurnMs: 0, turns: 0, longestCollectionMs: 0 };
      watch();
      writeSync(1, `${METERED}{}\n`);
      return;
    }
    writeSync(1, `${METERED}${JSON.stringify(metered)}\n`);
    metered = null;
  });
}
