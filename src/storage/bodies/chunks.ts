/** Where a body is cut: into chunks that come out the same whenever the same part of a conversation is sent again. */

/** Smaller pieces are stored together, for each chunk costs an entry in the index and in every manifest. */
const TINY_BYTES = 512;

export interface Chunk {
  start: number;
  /** Exclusive. */
  end: number;
}

/**
 * Cuts at `boundaries` and puts runs of tiny pieces together until they are no longer tiny. A piece that is not tiny
 * always stands alone, so that a new message never changes how `system` or an older message is cut. Boundaries that do
 * not ascend or lie outside are passed over.
 */
export function cutIntoChunks(length: number, boundaries: readonly number[]): Chunk[] {
  const chunks: Chunk[] = [];
  let runStart = 0;
  let at = 0;
  const endRun = (): void => {
    if (at > runStart) chunks.push({ start: runStart, end: at });
    runStart = at;
  };
  for (const boundary of [...boundaries, length]) {
    if (!(boundary > at && boundary <= length)) continue;
    const isTiny = boundary - at < TINY_BYTES;
    if (!isTiny) endRun();
    at = boundary;
    if (!isTiny || at - runStart >= TINY_BYTES) endRun();
  }
  endRun();
  return chunks;
}
