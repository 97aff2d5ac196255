/** What can be kept for a time and no longer: rows of the log, and bodies. */

export interface Retained {
  /** Bytes on the disk that what is kept takes. */
  bytes(): Promise<number>;
  /** When the oldest of it was written, ms since the epoch; null = there is nothing. */
  oldest(): Promise<number | null>;
  /**
   * Deletes what was written before this moment (ms since the epoch), or some of it: a small slice, so that nobody waits
   * long. True = there may be more.
   */
  deleteSlice(before: number): Promise<boolean>;
}
