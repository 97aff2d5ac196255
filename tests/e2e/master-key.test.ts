/** A new master key for a data directory that is in use every day. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFakeVertex, type FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import { worldOf } from './world.ts';

const NODE = createRequire(import.meta.url).resolve('node/bin/node');
const PROGRAM = fileURLToPath(new URL('../../bin/tollgate.js', import.meta.url));

let dataDir: string;
let fake: FakeVertex;
const adminKey = `tg-admin-${randomBytes(24).toString('hex')}`;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'tollgate-master-key-'));
  fake = await startFakeVertex();
});
afterAll(async () => {
  await fake.close();
  rmSync(dataDir, { recursive: true });
});

function rotate(env: Record<string, string> = {}): Promise<{ code: number; text: string }> {
  const options = { env: { PATH: process.env['PATH'], HOME: dataDir, ...env } };
  return new Promise((resolve) => {
    execFile(NODE, [PROGRAM, 'secrets', 'rotate', '--data-dir', dataDir], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr }),
    );
  });
}

it('seals everything anew: requests go on, the old key is refused, and no running Tollgate is surprised', async () => {
  const first = await startTollgate({ dataDir, adminKey });
  const key = await first.setUpVertex(fake);
  expect(await rotate()).toMatchObject({ code: 1, text: expect.stringContaining('stop Tollgate first') });
  await first.stop();

  const file = join(dataDir, 'master.key');
  const old = readFileSync(file, 'utf8').trim();
  copyFileSync(file, join(dataDir, 'old.key'));
  expect(await rotate()).toMatchObject({ code: 0, text: expect.stringMatching(/Sealed anew: \d+ rows\./) });
  expect(readFileSync(file, 'utf8').trim()).not.toBe(old);
  expect(existsSync(`${file}.next`)).toBe(false);

  const second = await startTollgate({ dataDir, adminKey });
  const world = worldOf(fake, second, key);
  expect((await world.ask()).status).toBe(200);
  await second.stop();

  await expect(startTollgate({ dataDir, adminKey, env: { TOLLGATE_MASTER_KEY: old } })).rejects.toThrow(
    'it was rotated since',
  );

  const fresh = randomBytes(32).toString('hex');
  const own = readFileSync(file, 'utf8').trim();
  expect(await rotate({ TOLLGATE_MASTER_KEY: own })).toMatchObject({ code: 1 });
  expect(await rotate({ TOLLGATE_MASTER_KEY: own, TOLLGATE_NEW_MASTER_KEY: fresh })).toMatchObject({ code: 0 });
  const again = await rotate({ TOLLGATE_MASTER_KEY: own, TOLLGATE_NEW_MASTER_KEY: fresh });
  expect(again.text).toContain('already');
  const third = await startTollgate({ dataDir, adminKey, env: { TOLLGATE_MASTER_KEY: fresh } });
  expect((await worldOf(fake, third, key).ask()).status).toBe(200);
  await third.stop();
});
