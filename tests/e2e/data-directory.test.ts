/** The data directory of a whole Tollgate: who can read it, and what happens when part of it is lost. */
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import { openWorld } from './world.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tollgate-dir-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('a data directory', () => {
  it('that was open to all is closed, with every file that the engines make', async () => {
    chmodSync(dataDir, 0o777);
    const tollgate = await startTollgate({ dataDir });
    const paths = ['', ...readdirSync(dataDir, { recursive: true }).map(String)].map((name) => join(dataDir, name));
    const open = paths.filter((path) => (statSync(path).mode & 0o077) !== 0);
    await tollgate.stop();
    expect(paths.length).toBeGreaterThan(4);
    expect(open).toEqual([]);
  });

  it('whose files were opened to all is closed again by the next start', async () => {
    const first = await startTollgate({ dataDir });
    await first.stop();
    const files = () =>
      readdirSync(dataDir, { recursive: true, withFileTypes: true })
        // A master key that others could read stops the start instead.
        .filter((entry) => entry.isFile() && entry.name !== 'master.key')
        .map((entry) => join(entry.parentPath, entry.name));
    // What a process that was killed leaves behind.
    for (const name of ['ledger.sqlite-wal', 'ledger.sqlite-shm']) writeFileSync(join(dataDir, name), '');
    for (const path of files()) chmodSync(path, 0o644);
    const again = await startTollgate({ dataDir, adminKey: first.adminKey });
    const modes = Object.fromEntries(files().map((path) => [path, (statSync(path).mode & 0o777).toString(8)]));
    await again.stop();
    expect(modes).toHaveProperty([join(dataDir, 'ledger.sqlite')]);
    expect(new Set(Object.values(modes))).toEqual(new Set(['600']));
  });

  it.each([
    ['gone', 'is missing', (path: string): void => rmSync(path)],
    ['emptied', 'is empty', (path: string): void => truncateSync(path, 0)],
    ['cut off', 'is cut off', (path: string): void => truncateSync(path, 8192)],
  ])('whose records are %s does not become a first start with a new admin key', async (_, reason, harm) => {
    const first = await startTollgate({ dataDir });
    await first.stop();
    harm(join(dataDir, 'records.sqlite'));
    const again = startTollgate({ dataDir, adminKey: first.adminKey });
    await expect(again).rejects.toThrow(new RegExp(`records\\.sqlite ${reason}.*Restore records\\.sqlite`));
  });

  it('says of every body that is stored to which workspace it belongs, so that it can be erased in time', async () => {
    const world = await openWorld({ tollgate: { dataDir } });
    try {
      expect((await world.ask()).status).toBe(200);
      const bodies = join(dataDir, 'bodies');
      const { data } = (await world.tollgate.admin('GET', '/v1/admin/workspaces')).body as { data: { id: string }[] };
      const lines = readFileSync(join(bodies, 'pack-1.owners'), 'utf8').trim().split('\n');
      const ranges = lines.map((line) => line.split(' '));
      expect(new Set(ranges.map(([, , owner]) => owner))).toEqual(new Set([data[0]?.id]));
      const owned = ranges.reduce((sum, [, length]) => sum + Number(length), 0);
      expect(owned).toBe(statSync(join(bodies, 'pack-1.bin')).size);
    } finally {
      await world.close();
    }
  });

  it('takes no admin key that can be guessed', async () => {
    await expect(startTollgate({ dataDir, adminKey: 'a'.repeat(32) })).rejects.toThrow(
      /TOLLGATE_ADMIN_KEY: This admin key repeats itself/,
    );
  });
});
