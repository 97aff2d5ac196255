/** Where a body is cut: into chunks that come out the same whenever the same part of a conversation is sent again. */

/** Smaller pieces are stored together, for each chunk costs an entry in the index and in every manifest. */
const TINY_BYTES = 512;
/** What a run has at least. */
const RUN_BYTES = 32 * 1024;
/** A chunk of this size stands alone, and makes the runs behind it independent of what is before it: `system` does. */
const LARGE_BYTES = 16 * 1024;

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

/**
 * The same chunks in groups, each of which is looked up in one go: long runs of old messages together, what may still
 * change one by one. Where a run ends depends on what stands before it and on nothing behind, so a conversation that
 * grows keeps its runs.
 */
export function groupIntoRuns(chunks: readonly Chunk[]): Chunk[][] {
  const groups: Chunk[][] = [];
  let run: Chunk[] = [];
  let bytes = 0;
  const endRun = (): void => {
    groups.push(...(bytes >= RUN_BYTES ? [run] : run.map((chunk) => [chunk])));
    run = [];
    bytes = 0;
  };
  for (const chunk of chunks) {
    const size = chunk.end - chunk.start;
    if (size >= LARGE_BYTES) endRun();
    run.push(chunk);
    bytes += size;
    if (size >= LARGE_BYTES || bytes >= RUN_BYTES) endRun();
  }
  endRun();
  return groups;
}
