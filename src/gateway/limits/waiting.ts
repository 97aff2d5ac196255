/** Requests that wait for a hold to end: those of others may leave room for theirs. */

export interface Waiting {
  /** Resolves when a hold has ended, or when `stopped` has resolved. */
  holdEnded(stopped: Promise<unknown>): Promise<void>;
  /** Tells all who wait. */
  tell(): void;
}

export function createWaiting(): Waiting {
  let next = Promise.withResolvers<void>();
  return {
    async holdEnded(stopped) {
      await Promise.race([next.promise, stopped]);
    },
    tell() {
      next.resolve();
      next = Promise.withResolvers<void>();
    },
  };
}
