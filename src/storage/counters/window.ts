/** What all engines agree on about rolling windows. */

/** Steps in which a window moves. */
export const WINDOW_STEPS = 10;

/** Throws a RangeError for what would spoil a window for good (a NaN stays in every sum) or has no steps. */
export function checkCount(by: number, windowMs: number): void {
  if (!Number.isFinite(by)) throw new RangeError(`Cannot count ${by}`);
  if (!Number.isFinite(windowMs) || windowMs < WINDOW_STEPS) {
    throw new RangeError(`A window of ${windowMs} ms is too short or endless`);
  }
}
