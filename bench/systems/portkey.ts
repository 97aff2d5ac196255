/** The peer: Portkey's open-source gateway, the npm package `@portkey-ai/gateway`, as published. It keeps no log. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pin, TESTED_CORE } from '../measure/cores.ts';
import { freePort } from '../../testkit/free-port.ts';
import { startProcess, stopProcess, waitUntilServing } from './process.ts';
import type { System } from './system.ts';

const VERSION = '1.15.2';
/**
 * The newest of the range that the package asks for under which its streams work on Node: with later ones each streamed
 * answer becomes a 500, `TypeError: immutable` (github.com/Portkey-AI/gateway/issues/1550).
 */
const NODE_SERVER_VERSION = '1.13.8';

const CACHE = fileURLToPath(new URL('../../.cache/portkey-gateway/', import.meta.url));
const PROGRAM = 'node_modules/@portkey-ai/gateway/build/start-server.js';

export async function portkey(upstreamUrl: string): Promise<System> {
  const folder = await install();
  const port = await freePort();
  const env = { NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1' };
  const started = startProcess(process.execPath, [join(folder, PROGRAM), `--port=${port}`, '--headless'], env);
  await waitUntilServing(`http://127.0.0.1:${port}/`, started);
  const pid = started.child.pid ?? 0;
  pin(pid, TESTED_CORE);
  const headers = {
    'x-portkey-provider': 'anthropic',
    'x-portkey-custom-host': `${upstreamUrl}/v1`,
    'x-api-key': 'sk-ant-bench',
  };
  return { name: 'portkey', port, headers, pids: [pid], fidelity: 'events', stop: () => stopProcess(started.child) };
}

/** Once, into the repository's cache; install scripts do not run. Rejects with npm's own words. */
async function install(): Promise<string> {
  const folder = join(CACHE, `${VERSION}-node-server-${NODE_SERVER_VERSION}`);
  if (existsSync(join(folder, PROGRAM))) return folder;
  await mkdir(CACHE, { recursive: true });
  const fresh = await mkdtemp(join(CACHE, 'installing-'));
  const manifest = {
    private: true,
    dependencies: { '@portkey-ai/gateway': VERSION },
    overrides: { '@hono/node-server': NODE_SERVER_VERSION },
  };
  await writeFile(join(fresh, 'package.json'), JSON.stringify(manifest));
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: fresh });
  await rename(fresh, folder);
  return folder;
}
