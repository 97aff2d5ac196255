/** The real clock and timers. Neither kind of timer keeps the process alive. */
import type { Client } from '../gateway/client.ts';
import type { Clock } from '../kernel/clock.ts';

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };

export function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
}

export function every(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  timer.unref();
  return () => clearInterval(timer);
}

/** Resolves after `ms`. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => after(ms, resolve));
}

/** Resolves when everybody else has had a turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Waits; resolves with false at once when the caller hangs up meanwhile. */
export function pause(ms: number, client: Client): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = after(ms, () => resolve(true));
    client.onClose(() => {
      cancel();
      resolve(false);
    });
  });
}
