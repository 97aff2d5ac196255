/** Chance that is the same in every run of a seed. */

export interface Chance {
  /** From 0 to below 1. */
  (): number;
  between(from: number, to: number): number;
  whole(from: number, to: number): number;
  pick<T>(of: readonly T[]): T;
  /** Around the median, with a long tail: how sizes of real answers lie. */
  logNormal(median: number, spread: number): number;
}

export function seeded(seed: number): Chance {
  let state = seed >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4_294_967_296;
  };
  const between = (from: number, to: number): number => from + next() * (to - from);
  return Object.assign(next, {
    between,
    whole: (from: number, to: number) => Math.floor(between(from, to + 1)),
    pick<T>(of: readonly T[]): T {
      const found = of[Math.floor(next() * of.length)];
      if (found === undefined) throw new Error('There is nothing to pick from.');
      return found;
    },
    logNormal(median: number, spread: number) {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return median * Math.exp(spread * normal);
    },
  });
}
