/**
 * Which requests without a valid key get a row: a sample. Anybody who reaches the port can send them, and must not be able to
 * fill the disk. All of them are counted in the operator's log (src/observe/turned-away.ts).
 */

export interface UnauthenticatedRows {
  /** For one such request: how many before it were left out since the last row; null = this one is left out as well. */
  take(): number | null;
}

/** At once, after a quiet time: what an operator who looks for a wrong key wants to see. */
const MAX_SAVED = 60;
const ONE_EVERY_MS = 10_000;

/** `elapsed`: monotonic ms. */
export function createUnauthenticatedRows(elapsed: () => number): UnauthenticatedRows {
  let saved = MAX_SAVED;
  let leftOut = 0;
  let last = elapsed();
  return {
    take() {
      const now = elapsed();
      saved = Math.min(MAX_SAVED, saved + (now - last) / ONE_EVERY_MS);
      last = now;
      if (saved < 1) {
        leftOut += 1;
        return null;
      }
      saved -= 1;
      const before = leftOut;
      leftOut = 0;
      return before;
    },
  };
}
