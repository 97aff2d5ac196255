/**
 * Processes that tests have started and that still run. None outlives its test file, as where a `beforeAll` has failed and its
 * `afterAll` knows of none, nor the run, as where Vitest ends the process of a test that hangs.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const running = new Map<ChildProcess, NodeJS.Signals>();

/** Ends it with the run, or with the test file. `signal`: one that it obeys at once, and takes its own children with it. */
export function endsWithTests(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  watchOwnEnd();
  running.set(child, signal);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
}

/** Resolves when none runs any more. */
export async function endLeftBehind(): Promise<void> {
  const left = [...running.keys()].filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  const ended = left.map((child) => once(child, 'exit'));
  killAll();
  await Promise.all(ended);
}

function killAll(): void {
  for (const [child, signal] of running) child.kill(signal);
}

let isWatched = false;

/** A signal ends a process without the event `exit`; who started it may be gone without one. */
function watchOwnEnd(): void {
  if (isWatched) return;
  isWatched = true;
  process.once('exit', killAll);
  process.once('disconnect', killAll);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.prependOnceListener(signal, () => {
      // Who listens ends in good order, and what it has started as well.
      if (process.listenerCount(signal) > 0) return;
      killAll();
      process.kill(process.pid, signal);
    });
  }
}
