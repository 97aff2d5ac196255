/** Cutting: a conversation that grows must come out in the same chunks and runs, or nothing is found again. */
import { describe, expect, it } from 'vitest';
import { cutIntoChunks, groupIntoRuns } from './chunks.ts';

const KB = 1024;

/** Sizes of the chunks of each run, in KB. */
function runsOf(sizes: readonly number[]): number[][] {
  let end = 0;
  const boundaries = sizes.map((size) => (end += size * KB));
  const runs = groupIntoRuns(cutIntoChunks(end, boundaries));
  return runs.map((run) => run.map((chunk) => (chunk.end - chunk.start) / KB));
}

describe('runs of chunks', () => {
  it('hold old messages together and leave what may still grow in single chunks', () => {
    expect(runsOf([10, 10, 10, 10, 10])).toEqual([[10, 10, 10, 10], [10]]);
    expect(runsOf([10, 10])).toEqual([[10], [10]]);
    expect(runsOf([])).toEqual([]);
  });

  it('stay as they are when messages are added', () => {
    const sizes = Array.from({ length: 60 }, (_, n) => 1 + ((n * 7) % 13));
    for (let messages = 1; messages < sizes.length; messages += 1) {
      const now = runsOf(sizes.slice(0, messages)).filter((run) => run.length > 1);
      expect(runsOf(sizes.slice(0, messages + 1)).slice(0, now.length)).toEqual(now);
    }
  });

  it('begin anew behind a large chunk, so that what follows `system` does not move with the messages before it', () => {
    const tools = [8, 8, 8, 8];
    for (const messages of [[3], [3, 4], [3, 4, 12, 9, 9]]) {
      expect(runsOf([...messages, 26, ...tools]).slice(-2)).toEqual([[26], tools]);
    }
  });
});
