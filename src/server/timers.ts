/** The real clock and timers. Neither kind of timer keeps the process alive. */
import type { Clock } from '../wire/clock.ts';

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
