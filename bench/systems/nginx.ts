/** nginx as a plain reverse proxy: the least that a hop can cost. It knows no keys, no prices and no log. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { pin, TESTED_CORE } from '../measure/cores.ts';
import { freePort } from '../../testkit/free-port.ts';
import { startProcess, stopProcess, waitUntilServing } from './process.ts';
import type { System } from './system.ts';

/** `/usr/sbin` is not on every PATH. */
const PROGRAMS = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'];

export async function nginx(upstreamUrl: string): Promise<System> {
  const program = PROGRAMS.find((path) => existsSync(path));
  if (program === undefined)
    throw new Error('nginx is missing (Debian: apt-get install --no-install-recommends nginx).');
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-bench-nginx-'));
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration({ folder, port, upstream: new URL(upstreamUrl).host }));
  const started = startProcess(program, ['-p', folder, '-c', file, '-e', join(folder, 'error.log')], {});
  const stop = async (): Promise<void> => {
    await stopProcess(started.child);
    await rm(folder, { recursive: true, force: true });
  };
  await waitUntilServing(`http://127.0.0.1:${port}/`, started);
  const pids = workersOf(started.child.pid ?? 0);
  for (const pid of pids) pin(pid, TESTED_CORE);
  return { name: 'nginx', port, headers: {}, pids, fidelity: 'bytes', stop };
}

/** The request body is passed on as it arrives: with nginx's default it would go through a file first. */
function configuration({ folder, port, upstream }: { folder: string; port: number; upstream: string }): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const user = process.getuid?.() === 0 ? `user ${userInfo().username};` : '';
  return `
daemon off;
worker_processes 1;
${user}
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 8192; }
http {
  access_log off;
  ${paths.join('\n  ')}
  keepalive_requests 100000000;
  client_max_body_size 64m;
  upstream models {
    server ${upstream};
    keepalive 1024;
    keepalive_requests 100000000;
  }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://models;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_request_buffering off;
    }
  }
}
`;
}

/** The master only watches; proc(5) lists its children. */
function workersOf(master: number): number[] {
  const children = readFileSync(`/proc/${master}/task/${master}/children`, 'latin1').trim();
  if (children === '') throw new Error('nginx has no worker process.');
  return children.split(' ').map(Number);
}
