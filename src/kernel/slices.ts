/** Long computations in slices: generators that pause so that the event loop can run other work. */

/** Yields after a slice of work, some hundred microseconds; returns what it computed. */
export type Slices<Result> = Generator<void, Result, void>;

/** Lets everybody else have a turn of the event loop: `setImmediate` as a promise. */
export type NextTurn = () => Promise<void>;

/** One slice for each turn of the event loop. */
export async function inSlices<Result>(slices: Slices<Result>, nextTurn: NextTurn): Promise<Result> {
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
    await nextTurn();
  }
}

/** All of it in this turn: for what is small. */
export function atOnce<Result>(slices: Slices<Result>): Result {
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
  }
}
