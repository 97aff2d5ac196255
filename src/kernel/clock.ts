/** Time and randomness as arguments, so that tests can control them. */

export interface Clock {
  /** ms since the epoch, for what is stored and shown. */
  now(): number;
  /** Monotonic ms with decimals, for durations. */
  elapsed(): number;
}

/** A number in [0, 1). */
export type Random = () => number;

/** A duration to microseconds, as log rows hold it. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
