/** The file engine against the port's suite, and what only files can get wrong. */
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeBlobs } from '../ports/blobs.suite.ts';
import { openFileBlobs } from './files.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tollgate-blobs-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describeBlobs(() => openFileBlobs({ directory }));

describe('pack files', () => {
  it('begin a new one before a block would make the old one too long', async () => {
    const blobs = await openFileBlobs({ directory, maxPackBytes: 10 });
    const refs = ['12345', '67890', 'x', 'far too long for one', 'y'].map((text) => blobs.append(Buffer.from(text)));
    expect(refs).toEqual(['1:0:5', '1:5:5', '2:0:1', '3:0:20', '4:0:1']);
    expect(String(await blobs.read('3:0:20'))).toBe('far too long for one');
    await blobs.close();
  });

  it('are read as gone once retention has deleted them, and their numbers are not used again', async () => {
    const blobs = await openFileBlobs({ directory, maxPackBytes: 4 });
    const [old] = ['old!', 'new!'].map((text) => blobs.append(Buffer.from(text)));
    rmSync(join(directory, 'pack-1.bin'));
    expect(await blobs.read(old ?? '')).toBeNull();
    await blobs.close();
    const reopened = await openFileBlobs({ directory, maxPackBytes: 4 });
    expect(reopened.append(Buffer.from('more'))).toBe('3:0:4');
    await reopened.close();
  });

  it('skip what a kill in the middle of a write left at the end', async () => {
    const first = await openFileBlobs({ directory });
    const whole = first.append(Buffer.from('whole'));
    await first.close();
    appendFileSync(join(directory, 'pack-1.bin'), 'tor');
    const second = await openFileBlobs({ directory });
    const next = second.append(Buffer.from('next'));
    expect(String(await second.read(whole))).toBe('whole');
    expect(String(await second.read(next))).toBe('next');
    await second.close();
  });

  it('answer null for bytes beyond the end, without reserving memory for them', async () => {
    const blobs = await openFileBlobs({ directory });
    blobs.append(Buffer.from('x'));
    expect(await blobs.read('1:0:9999999999')).toBeNull();
    expect(await blobs.read('1:999999999999:1')).toBeNull();
    await blobs.close();
  });

  it('lie side by side with files that are none', async () => {
    appendFileSync(join(directory, 'pack-99.bin.bak'), 'x');
    const blobs = await openFileBlobs({ directory });
    expect(blobs.append(Buffer.from('x'))).toBe('1:0:1');
    expect(readdirSync(directory).sort()).toEqual(['pack-1.bin', 'pack-99.bin.bak']);
    await blobs.close();
  });
});
