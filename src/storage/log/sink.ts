/**
 * Where the rows of the journal go: the shape of every database that is fed from it. The journal keeps a segment until
 * its rows are in the sink, so a sink may be down for as long as the disk has room.
 */

export interface LogSink {
  /** The newest segment whose rows it has; all before it are in it as well. 0 = none. */
  position(): Promise<number>;
  /**
   * Takes the rows of a file of JSON lines, and moves its position to `number`: both, or neither, also when the process
   * dies meanwhile. Returns how many of the lines were rows; null = it had this segment before.
   */
  take(segment: { number: number; path: string }): Promise<number | null>;
  /** Called after the last segment of several: what is kept in memory for the next one may go. */
  rest(): Promise<void>;
}

/** It cannot be reached, or has no room: nothing is wrong with the rows, and they wait. */
export class SinkUnavailable extends Error {
  override readonly name = 'SinkUnavailable';
}
