/** What the bodies of all running requests may take of this process's memory together. */

export interface BodyBudget {
  /** Of all together: a single body that is larger never fits. */
  readonly maxBytes: number;
  /** False = there is no room for so many bytes more. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export function createBodyBudget(maxBytes: number): BodyBudget {
  let used = 0;
  return {
    maxBytes,
    take(bytes) {
      if (used + bytes > maxBytes) return false;
      used += bytes;
      return true;
    },
    give(bytes) {
      used -= bytes;
    },
  };
}
