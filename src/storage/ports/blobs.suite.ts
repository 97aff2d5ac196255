/** What every engine of the blob port must do, as one suite. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from './blobs.ts';

/** `open` gives a store that is empty at first and the same one when it is called again within a test. */
export function describeBlobs(open: () => Promise<BlobStore>): void {
  describe('the blob port', () => {
    let blobs: BlobStore;
    beforeEach(async () => {
      blobs = await open();
    });
    afterEach(() => blobs.close());

    it('gives blocks back as they were appended, in any order', async () => {
      const blocks = [Buffer.from('first'), Buffer.alloc(0), Buffer.from([0, 255, 10, 13]), Buffer.alloc(200_000, 7)];
      const refs = await Promise.all(blocks.map((block) => blobs.append([block])));
      expect(new Set(refs).size).toBe(4);
      for (const index of [3, 0, 2, 1]) {
        const read = await blobs.read(refs[index] ?? '');
        expect(read?.equals(blocks[index] ?? Buffer.from('?'))).toBe(true);
      }
    });

    it('still has them after it was closed and opened again, and appends behind them', async () => {
      const before = await blobs.append([Buffer.from('before')]);
      await blobs.close();
      blobs = await open();
      const after = await blobs.append([Buffer.from('after')]);
      expect(String(await blobs.read(before))).toBe('before');
      expect(String(await blobs.read(after))).toBe('after');
    });

    it('takes no appends once it is closed, and may be closed twice', async () => {
      await blobs.close();
      await expect(blobs.append([Buffer.from('late')])).rejects.toThrow('closed');
    });

    it.each(['', '1', '1:2', '1:2:3:4', '../1:0:1', '1:0:-1', '1:0:1 ', '1:0:1\n', '1e1:0:1', '0x1:0:1', '１:0:1'])(
      'rejects the malformed ref %j',
      async (ref) => {
        await expect(blobs.read(ref)).rejects.toThrow('Malformed blob ref');
      },
    );
  });
}
