/** The file engine against the port's suite, and what only files can get wrong. */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import { createLogger } from '../../observe/logger.ts';
import type { BlobStore } from '../ports/blobs.ts';
import { describeBlobs } from '../ports/blobs.suite.ts';
import { openFileBlobs } from './files.ts';

let directory: string;
let complaints: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tollgate-blobs-'));
  complaints = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

function open(maxPackBytes?: number) {
  const logger = createLogger({ level: 'warn', write: (line) => complaints.push(line), now: () => 0 });
  return openFileBlobs({ directory, logger, ...(maxPackBytes === undefined ? {} : { maxPackBytes }) });
}

const files = () => readdirSync(directory).sort();
const appendText = (blobs: BlobStore, text: string) => blobs.append([Buffer.from(text)]);
const readText = async (blobs: BlobStore, ref: string) => String(await blobs.read(ref));

describeBlobs(() => open());

describe('pack files', () => {
  it('begin a new one before a block would make the old one too long', async () => {
    const blobs = await open(10);
    const texts = ['12345', '67890', 'x', 'far too long for one', 'y'];
    const refs = await Promise.all(texts.map((text) => appendText(blobs, text)));
    expect(refs).toEqual(['1:0:5', '1:5:5', '2:0:1', '3:0:20', '4:0:1']);
    expect(await readText(blobs, '3:0:20')).toBe('far too long for one');
    await blobs.close();
  });

  it('are read as gone once retention has deleted them, and their numbers are not used again', async () => {
    const blobs = await open(4);
    const old = await appendText(blobs, 'old!');
    await appendText(blobs, 'new!');
    await vi.waitFor(() => expect(files()).toEqual(['pack-1.zst', 'pack-2.bin']));
    rmSync(join(directory, 'pack-1.zst'));
    expect(await blobs.read(old)).toBeNull();
    await blobs.close();
    const reopened = await open(4);
    expect(await appendText(reopened, 'more')).toBe('3:0:4');
    await reopened.close();
  });

  it('skip what a kill in the middle of a write left at the end', async () => {
    const first = await open();
    const whole = await appendText(first, 'whole');
    await first.close();
    appendFileSync(join(directory, 'pack-1.bin'), 'tor');
    const second = await open();
    const next = await appendText(second, 'next');
    expect(await readText(second, whole)).toBe('whole');
    expect(await readText(second, next)).toBe('next');
    await second.close();
  });

  it('answer null for bytes beyond the end, without reserving memory for them', async () => {
    const blobs = await open(1);
    await appendText(blobs, 'x');
    for (const ref of ['1:0:9999999999', '1:999999999999:1']) expect(await blobs.read(ref)).toBeNull();
    await appendText(blobs, 'y');
    await vi.waitFor(() => expect(files()).toEqual(['pack-1.zst', 'pack-2.bin']));
    for (const ref of ['1:0:9999999999', '1:999999999999:1']) expect(await blobs.read(ref)).toBeNull();
    await blobs.close();
  });

  it('lie side by side with files that are none', async () => {
    appendFileSync(join(directory, 'pack-99.bin.bak'), 'x');
    const blobs = await open();
    expect(await appendText(blobs, 'x')).toBe('1:0:1');
    expect(files()).toEqual(['pack-1.bin', 'pack-99.bin.bak']);
    await blobs.close();
  });
});

describe('a full pack', () => {
  /** Text over several frames, in which no two places look alike. */
  const frame = 1024 * 1024;
  const long = Array.from({ length: 200_000 }, (_, n) => `line ${n}`).join('\n');

  it('is compressed, and gives every block back, at the seams of its frames too', async () => {
    const blobs = await open(long.length);
    const [whole, empty] = [await appendText(blobs, long), await appendText(blobs, '')];
    await appendText(blobs, 'begins the next pack');
    await vi.waitFor(() => expect(files()).toEqual(['pack-1.zst', 'pack-2.bin']));
    expect(await readText(blobs, whole)).toBe(long);
    expect(await readText(blobs, empty)).toBe('');
    for (const at of [0, frame - 1, frame, 2 * frame - 5, long.length - 5]) {
      expect(await readText(blobs, `1:${at}:5`)).toBe(long.slice(at, at + 5));
    }
    expect(await readText(blobs, `1:${frame - 5}:${frame + 10}`)).toBe(long.slice(frame - 5, 2 * frame + 5));
    await blobs.close();
  });

  it('is an ordinary file of Zstandard', async () => {
    const blobs = await open(1);
    await appendText(blobs, long);
    await appendText(blobs, 'next');
    await vi.waitFor(() => expect(files()).toEqual(['pack-1.zst', 'pack-2.bin']));
    expect(String(zstdDecompressSync(readFileSync(join(directory, 'pack-1.zst'))))).toBe(long);
    await blobs.close();
  });

  it('that a kill left behind is compressed at the next start, whatever had been done of it', async () => {
    const first = await open(1);
    const refs = [await appendText(first, 'one'), await appendText(first, 'two'), await appendText(first, 'three')];
    await first.close();
    appendFileSync(join(directory, 'pack-1.zst.part'), 'half');
    const second = await open(1);
    await vi.waitFor(() => expect(files()).toEqual(['pack-1.zst', 'pack-2.zst', 'pack-3.bin']));
    expect(await Promise.all(refs.map((ref) => readText(second, ref)))).toEqual(['one', 'two', 'three']);
    await second.close();
  });

  it('stays as it is when it cannot be compressed, and the operator hears of it', async () => {
    symlinkSync('/dev/full', join(directory, 'pack-1.zst.part'));
    const blobs = await open(1);
    const ref = await appendText(blobs, 'kept');
    await appendText(blobs, 'next');
    await vi.waitFor(() => expect(complaints.join()).toContain('could not be compressed'));
    expect(await readText(blobs, ref)).toBe('kept');
    await blobs.close();
  });

  it('that is damaged is told from one that is gone', async () => {
    const blobs = await open(1);
    const ref = await appendText(blobs, 'kept');
    await appendText(blobs, 'next');
    await vi.waitFor(() => expect(files()).toContain('pack-1.zst'));
    const path = join(directory, 'pack-1.zst');
    appendFileSync(path, readFileSync(path).subarray(0, 7));
    await expect(blobs.read(ref)).rejects.toThrow('Damaged pack');
    rmSync(path);
    mkdirSync(path);
    await expect(blobs.read(ref)).rejects.toThrow();
    await blobs.close();
  });
});

describe('packs that are kept for a time', () => {
  it('go as a whole, the oldest first, and never the one that takes blocks', async () => {
    const blobs = await open(1);
    const refs = [await appendText(blobs, 'one'), await appendText(blobs, 'two'), await appendText(blobs, 'three')];
    await vi.waitFor(() => expect(files()).toEqual(['pack-1.zst', 'pack-2.zst', 'pack-3.bin']));
    for (const [index, name] of files().entries()) utimesSync(join(directory, name), 100 + index, 100 + index);
    expect(await blobs.retained.oldest()).toBe(100_000);
    expect(await blobs.retained.deleteSlice(100_000)).toBe(false);
    expect(files()).toHaveLength(3);
    expect(await blobs.retained.deleteSlice(1e15)).toBe(true);
    expect(await blobs.retained.deleteSlice(1e15)).toBe(false);
    expect(await blobs.retained.deleteSlice(1e15)).toBe(false);
    expect(files()).toEqual(['pack-3.bin']);
    expect(await Promise.all(refs.map((ref) => blobs.read(ref).then(String)))).toEqual(['null', 'null', 'three']);
    expect(await blobs.retained.bytes()).toBe('three'.length);
    await blobs.close();
  });

  it('are as old as their blocks, however late they were compressed', async () => {
    const first = await open(1);
    for (const text of ['one', 'two']) await appendText(first, text);
    await first.close();
    rmSync(join(directory, 'pack-1.zst'), { force: true });
    appendFileSync(join(directory, 'pack-1.bin'), '');
    utimesSync(join(directory, 'pack-1.bin'), 100, 100);
    const second = await open(1);
    await vi.waitFor(() => expect(files()).toContain('pack-1.zst'));
    await vi.waitFor(() => expect(files()).not.toContain('pack-1.bin'));
    expect(await second.retained.oldest()).toBe(100_000);
    await second.close();
  });
});

describe('bodies of one organisation, which keeps them for less time', () => {
  const TEAM = 'ws_team' as WorkspaceId;
  const RIVAL = 'ws_rival' as WorkspaceId;
  const owner = { organisationId: 'org_acme' as OrganisationId, workspaces: [TEAM] };
  const rival = { organisationId: 'org_rival' as OrganisationId, workspaces: [RIVAL] };
  const KEPT = 'a secret of the team, long enough to be found again on the disk';
  const LATER = 1e15;

  const appendAll = (blobs: BlobStore, texts: readonly (readonly [string, WorkspaceId])[]) =>
    Promise.all(texts.map(([text, workspace]) => blobs.append([Buffer.from(text)], workspace)));
  const sealed = () => vi.waitFor(() => expect(files()).toContain('pack-1.zst'), { timeout: 10_000 });
  const onDisk = (name: string): string => String(zstdDecompressSync(readFileSync(join(directory, name))));

  it('are erased in the packs that they share with others, whose bodies stay', async () => {
    const blobs = await open();
    const refs = await appendAll(blobs, [
      ['of the rival', RIVAL],
      [KEPT, TEAM],
      ['and another of the rival', RIVAL],
    ]);
    blobs.beginPack();
    await sealed();
    expect(onDisk('pack-1.zst')).toContain(KEPT);
    utimesSync(join(directory, 'pack-1.zst'), 100, 100);
    expect(await blobs.retained.deleteSlice(100_000, owner)).toBe(false);
    expect(onDisk('pack-1.zst')).toContain(KEPT);
    expect(await blobs.retained.deleteSlice(100_001, owner)).toBe(true);
    expect(await blobs.retained.deleteSlice(100_001, owner)).toBe(false);
    expect(onDisk('pack-1.zst')).not.toContain(KEPT);
    const read = await Promise.all(refs.map((ref) => blobs.read(ref)));
    expect(read.map(String)).toEqual(['of the rival', 'null', 'and another of the rival']);
    // Its age stays, so that it goes when the others' time has come as well.
    expect(await blobs.retained.oldest()).toBe(100_000);
    await blobs.close();
  });

  it('take the pack with them when nothing else is in it', async () => {
    const blobs = await open();
    await appendAll(blobs, [
      [KEPT, TEAM],
      ['of the rival', RIVAL],
    ]);
    blobs.beginPack();
    await sealed();
    while (await blobs.retained.deleteSlice(LATER, owner)) continue;
    expect(files()).toContain('pack-1.zst');
    while (await blobs.retained.deleteSlice(LATER, rival)) continue;
    expect(files()).toEqual(['pack-2.bin']);
    await blobs.close();
  });

  it('are known after a start, also where a kill cut off the last line', async () => {
    const first = await open();
    const [ref = ''] = await appendAll(first, [[KEPT, TEAM]]);
    await first.close();
    appendFileSync(join(directory, 'pack-1.owners'), '999 9');
    const second = await open();
    const [next = ''] = await appendAll(second, [['of the rival', RIVAL]]);
    second.beginPack();
    await sealed();
    while (await second.retained.deleteSlice(LATER, owner)) continue;
    expect(await second.read(ref)).toBeNull();
    expect(String(await second.read(next))).toBe('of the rival');
    await second.close();
  });

  it('do not wait for a pack to be full: it takes bodies for a day at most', async () => {
    let now = Date.now();
    const logger = createLogger({ level: 'warn', write: (line) => complaints.push(line), now: () => 0 });
    const blobs = await openFileBlobs({ directory, logger, maxPackAge: { ms: 86_400_000, now: () => now } });
    const [ref = ''] = await appendAll(blobs, [[KEPT, TEAM]]);
    expect(await blobs.retained.deleteSlice(LATER, owner)).toBe(false);
    expect(String(await blobs.read(ref))).toBe(KEPT);
    now += 86_400_001;
    while (await blobs.retained.deleteSlice(LATER, owner)) continue;
    expect(await blobs.read(ref)).toBeNull();
    expect(files()).toEqual(['pack-2.bin']);
    await blobs.close();
  });

  it('that were stored before owners were noted stay until the gateway deletes the pack', async () => {
    const blobs = await open();
    const ref = await appendText(blobs, KEPT);
    blobs.beginPack();
    await sealed();
    expect(await blobs.retained.deleteSlice(LATER, owner)).toBe(false);
    expect(String(await blobs.read(ref))).toBe(KEPT);
    await blobs.close();
  });
});
