/** The body archive against its suite, and what only an index in memory can get wrong. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { BlobStore } from '../ports/blobs.ts';
import { describeBodies } from '../ports/bodies.suite.ts';
import { createBodyArchive } from './body-archive.ts';

const team = 'ws_team' as WorkspaceId;
const long = (letter: string) => Buffer.from(letter.repeat(1_000));
/** One chunk, which may be shared. */
const END = [1_000];

let blocks: Buffer[];
let now: number;
beforeEach(() => {
  blocks = [];
  now = 0;
});
const blobs: BlobStore = {
  append: async (pieces) => String(blocks.push(Buffer.concat(pieces)) - 1),
  read: async (ref) => blocks[Number(ref)] ?? null,
  close: async () => undefined,
};
const clock = { now: () => now, elapsed: () => now };

describeBodies(() => createBodyArchive({ minShareBytes: 0, blobs, clock }));

describe('the index of the body archive', () => {
  it('does not rely on a chunk that is too old, for retention may take it first', async () => {
    const archive = createBodyArchive({ minShareBytes: 0, blobs, clock, maxShareAgeMs: 100 });
    for (const time of [0, 100, 101, 102]) {
      now = time;
      await archive.store(team, long('a'), { boundaries: END });
    }
    expect(archive.stats().uniqueBytes).toBe(2_000);
  });

  it('does not rely on a run of chunks longer than on the oldest of them', async () => {
    const archive = createBodyArchive({ minShareBytes: 0, blobs, clock, maxShareAgeMs: 100 });
    const body = Buffer.concat(Array.from({ length: 40 }, (_, n) => Buffer.alloc(1_000, n)));
    const ends = Array.from({ length: 40 }, (_, n) => 1_000 * (n + 1));
    await archive.store(team, body.subarray(0, 1_000), { boundaries: END });
    now = 60;
    await archive.store(team, body, { boundaries: ends });
    expect(archive.stats().uniqueBytes).toBe(40_000);
    now = 101;
    await archive.store(team, body, { boundaries: ends });
    expect(archive.stats().uniqueBytes).toBe(41_000);
  });

  it('stays within its bound, and keeps what is used', async () => {
    const archive = createBodyArchive({ minShareBytes: 0, blobs, clock, maxIndexEntries: 2 });
    for (const letter of ['a', 'b', 'a', 'c', 'a', 'b']) await archive.store(team, long(letter), { boundaries: END });
    expect(archive.stats().uniqueBytes).toBe(4_000);
  });

  it('has forgotten everything after a start, and old bodies are still read', async () => {
    const ref = await createBodyArchive({ minShareBytes: 0, blobs, clock }).store(team, long('a'), { boundaries: END });
    const restarted = createBodyArchive({ minShareBytes: 0, blobs, clock });
    await restarted.store(team, long('a'), { boundaries: END });
    expect(restarted.stats().uniqueBytes).toBe(1_000);
    expect((await restarted.read(ref))?.equals(long('a'))).toBe(true);
  });

  it('answers null for a body whose block is gone, and refuses one whose manifest is none', async () => {
    const archive = createBodyArchive({ minShareBytes: 0, blobs, clock });
    const whole = await archive.store(team, long('a'), { boundaries: END });
    const ref = await archive.store(team, long('a'), { boundaries: END });
    expect([whole, ref]).toEqual(['whole 0', 'parts 0 1']);
    blocks[1] = Buffer.from('[["99",0,1000]]');
    expect(await archive.read(ref)).toBeNull();
    expect(await archive.read('parts 0 1000')).toBeNull();
    expect((await archive.read(whole))?.equals(long('a'))).toBe(true);
    expect(await archive.read('whole 1000')).toBeNull();
    for (const wrong of ['{}', '[1]', '[["0",0]]', '[[0,0,1000]]']) {
      blocks[1] = Buffer.from(wrong);
      await expect(archive.read(ref)).rejects.toThrow('Damaged manifest');
    }
  });

  it('shares nothing of a body that is not to be cut', async () => {
    const archive = createBodyArchive({ minShareBytes: 0, blobs, clock });
    for (let turn = 0; turn < 2; turn += 1) await archive.store(team, long('a'), { boundaries: [] });
    expect(archive.stats()).toEqual({ receivedBytes: 2_000, uniqueBytes: 2_000, writtenBytes: 2_000 });
  });

  it('says of every block whose it is, so that it can be erased when its owner keeps it no longer', async () => {
    const owners: unknown[] = [];
    const noting: BlobStore = {
      ...blobs,
      async append(pieces, owner) {
        owners.push(owner);
        return blobs.append(pieces, owner);
      },
    };
    const archive = createBodyArchive({ minShareBytes: 100, blobs: noting, clock });
    await archive.store(team, long('a'), { boundaries: END });
    await archive.store(team, Buffer.from('short'), { boundaries: [] });
    expect(owners).toEqual([team, team]);
  });

  it('does not refer to a block that could not be written', async () => {
    let isDiskFull = true;
    const failing: BlobStore = {
      ...blobs,
      async append(pieces) {
        if (isDiskFull) throw new Error('No space left on device');
        return blobs.append(pieces);
      },
    };
    const archive = createBodyArchive({ blobs: failing, clock });
    await expect(archive.store(team, long('a'), { boundaries: END })).rejects.toThrow('No space left');
    isDiskFull = false;
    const ref = await archive.store(team, long('a'), { boundaries: END });
    expect((await archive.read(ref))?.equals(long('a'))).toBe(true);
  });
});

describe('a short body', () => {
  it('is stored whole each time, and takes no place in the index', async () => {
    const archive = createBodyArchive({ blobs, clock });
    const body = Buffer.from(`{"messages":["${'x'.repeat(2000)}"]}`);
    for (let time = 0; time < 2; time += 1) {
      expect(await archive.store(team, body, { boundaries: [body.length] })).toMatch(/^whole /);
    }
    expect(archive.stats().uniqueBytes).toBe(2 * body.length);
  });
});
