/** The peer: Portkey's open-source gateway, the npm package `@portkey-ai/gateway`, as published. It keeps no log. */
import { join } from 'node:path';
import { installPackage } from '../../tests/compat/install-package.ts';
import { pin, TESTED_CORE } from '../measure/cores.ts';
import { freePort, startProcess, stopProcess, waitUntilServing } from './process.ts';
import type { System } from './system.ts';

const NAME = '@portkey-ai/gateway';
export const PORTKEY_VERSION = '1.15.2';

export async function portkey(upstreamUrl: string): Promise<System> {
  const folder = await installPackage(NAME, PORTKEY_VERSION, 'portkey-gateway');
  const program = join(folder, 'node_modules', NAME, 'build/start-server.js');
  const port = await freePort();
  const env = { NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1' };
  const started = startProcess(process.execPath, [program, `--port=${port}`, '--headless'], env);
  await waitUntilServing(`http://127.0.0.1:${port}/`, started);
  const pid = started.child.pid ?? 0;
  pin(pid, TESTED_CORE);
  const headers = {
    'x-portkey-provider': 'anthropic',
    'x-portkey-custom-host': `${upstreamUrl}/v1`,
    'x-api-key': 'sk-ant-bench',
  };
  return { name: 'portkey', port, headers, pids: [pid], isTransparent: false, stop: () => stopProcess(started.child) };
}
