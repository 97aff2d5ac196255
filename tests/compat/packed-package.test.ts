/**
 * What `npm pack` yields, installed into an empty folder and run with the Node of this machine (20 or newer): nothing of the
 * repository is within its reach.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'tollgate-packed-'));

/** Without the folders that npm and Vitest put before it: they hold the Node of the repository. */
const PATH = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes(`${sep}node_modules${sep}`))
  .join(delimiter);
const ENVIRONMENT = { PATH, HOME: scratch, TMPDIR: scratch };

let packed = '';

interface Run {
  code: number | null;
  output: string;
}

async function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = process.env): Promise<Run> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, output };
}

beforeAll(async () => {
  const pack = await run('npm', ['pack', '--silent', '--pack-destination', scratch], REPOSITORY);
  expect(pack).toMatchObject({ code: 0 });
  packed = join(scratch, pack.output.trim().split('\n').at(-1) ?? '');
  writeFileSync(join(scratch, 'package.json'), '{ "private": true }\n');
  const install = await run('npm', ['install', '--no-audit', '--no-fund', packed], scratch, {
    ...process.env,
    PATH,
  });
  expect(install).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const COMMAND = join(scratch, 'node_modules/.bin/tollgate');

/** Resolves with the address that it prints. */
async function start(child: ChildProcess): Promise<string> {
  let said = '';
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, url] = /listening on (http:\/\/\S+)/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
  }
  child.on('exit', () => reject(new Error(said)));
  return promise;
}

describe('the package that npm pack yields', () => {
  it('runs its command on the Node of this machine, without the repository', async () => {
    accessSync(COMMAND, constants.X_OK);
    const { code, output } = await run(COMMAND, ['--version'], scratch, ENVIRONMENT);
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringMatching(/^tollgate \d+\.\d+\.\d+ \(Node 2\d\./),
    });
  });

  it('starts, answers, serves its command line, and ends with SIGTERM', async () => {
    const args = ['start', '--port', '0', '--data-dir', join(scratch, 'data')];
    const admin = 'tg-7Qm2vX9rL4kZ8wB3nP6s';
    const env = { ...ENVIRONMENT, TOLLGATE_ADMIN_KEY: admin };
    const child = spawn(COMMAND, args, { cwd: scratch, env, stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      const url = await start(child);
      const health = await fetch(`${url}/v1/health`);
      expect(await health.json()).toMatchObject({ status: 'ok', service: 'tollgate' });
      const logs = await run(COMMAND, ['logs', '--url', url], scratch, env);
      expect(logs).toMatchObject({ code: 0, output: expect.stringContaining('STATUS') });
      // Its dashboard is inside.
      const page = await fetch(`${url}/`, { headers: { accept: 'text/html' } });
      expect(await page.text()).toContain('<html');
    } finally {
      child.removeAllListeners('exit');
      // One that has ended by itself says no second time that it has.
      const ended = child.exitCode === null ? once(child, 'exit') : null;
      child.kill('SIGTERM');
      await ended;
    }
    expect(child.exitCode).toBe(0);
  });
});
