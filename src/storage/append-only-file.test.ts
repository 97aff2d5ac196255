/** One file that only grows: pieces in one call, and what a disk that fills up in the middle of it leaves behind. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openAppendOnlyFile } from './append-only-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tollgate-append-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

it('puts the pieces one behind the other, more of them than the system takes at once, and nothing for none', () => {
  const file = openAppendOnlyFile(join(directory, 'file'));
  const pieces = Array.from({ length: 3_000 }, (_, n) => Buffer.from(`${n},`));
  expect(file.append([])).toBe(0);
  expect(file.append(pieces)).toBe(0);
  const end = file.size;
  expect(file.append([Buffer.from('last'), Buffer.alloc(0)])).toBe(end);
  expect(String(readFileSync(join(directory, 'file')))).toBe(`${pieces.join('')}last`);
  file.close();
});

/** The shell's limit of 8 KiB for a file stands in for the disk's end: the first write is cut short, the next one fails. */
it('takes back what it wrote of pieces that did not fit, and goes on behind what was there', () => {
  const script = `
    import { openAppendOnlyFile } from ${JSON.stringify(import.meta.resolve('./append-only-file.ts'))};
    const file = openAppendOnlyFile(${JSON.stringify(join(directory, 'file'))});
    file.append([Buffer.from('before ')]);
    let code = 'none';
    try { file.append([Buffer.alloc(6_000, 'x'), Buffer.alloc(6_000, 'y')]); } catch (error) { code = error.code; }
    file.append([Buffer.from('after')]);
    process.stdout.write(code + ' ' + file.size);`;
  const shell = `trap '' XFSZ; ulimit -f 8; exec "$0" --input-type=module --eval "$1"`;
  const child = spawnSync('bash', ['-c', shell, process.execPath, script], { encoding: 'utf8' });
  expect(child.stdout, child.stderr).toBe('EFBIG 12');
  expect(String(readFileSync(join(directory, 'file')))).toBe('before after');
});

it('writes many megabytes in slices that lie one behind the other', () => {
  const file = openAppendOnlyFile(join(directory, 'file'));
  file.append([Buffer.from('before')]);
  const pieces = [Buffer.alloc(3_000_000, 'a'), Buffer.alloc(9_000_000, 'b'), Buffer.from('c')];
  const slices = file.appendSlices(pieces);
  const sizes: number[] = [];
  let step = slices.next();
  while (step.done !== true) {
    sizes.push(file.size);
    step = slices.next();
  }
  expect(step.value).toBe(6);
  expect(sizes).toEqual([4_194_310, 8_388_614]);
  expect(readFileSync(join(directory, 'file')).equals(Buffer.concat([Buffer.from('before'), ...pieces]))).toBe(true);
  file.close();
});
