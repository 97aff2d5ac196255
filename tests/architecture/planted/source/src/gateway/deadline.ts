/** A timer that ends work is no sleep. */
export function within(ms: number, abort: () => void): NodeJS.Timeout {
  return setTimeout(abort, ms);
}
