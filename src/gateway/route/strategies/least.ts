/** `least-latency` and `least-cost`: the target with the lowest measurement. Targets not tried lately come first. */

/** Index of the lowest figure; null counts as lowest, so that every target gets measured. Ties: the earlier. null = none. */
export function pickLeast(figures: readonly (number | null)[]): number | null {
  let best: number | null = null;
  for (const [index, figure] of figures.entries()) {
    if (figure === null) return index;
    if (best === null || figure < (figures[best] ?? Number.POSITIVE_INFINITY)) best = index;
  }
  return best;
}
