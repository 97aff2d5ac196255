/** A real `redis-server` of a test's own: in memory only, on a port of its own, and as badly behaved as it is told to be. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from './free-port.ts';
import { endsWithTests } from './left-behind.ts';

export interface RedisServer {
  /** `redis://127.0.0.1:PORT`, the same after every start. */
  url: string;
  /** Starts it again, empty, after `stop` or `kill`. Resolves when it answers. */
  start(): Promise<void>;
  /** SIGTERM; waits. Does nothing when it does not run. */
  stop(): Promise<void>;
  /** SIGKILL; waits. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay open, and new ones are accepted by the kernel, but nothing is answered. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
}

const START_TIMEOUT_MS = 10_000;
/** A sentinel says the second. */
const READY = /Ready to accept connections|Sentinel ID is/;

/** Whether the tests of an engine can run on this machine. (With `CI=true` skipping them fails the run.) */
export function hasRedisServer(): boolean {
  return findProgram() !== null;
}

/** `args` as on its command line, as `['--maxmemory', '1mb']`; of a sentinel its file. */
export async function startRedisServer(
  args: readonly string[] = [],
  kind: 'server' | 'sentinel' = 'server',
): Promise<RedisServer> {
  const program = findProgram();
  if (program === null) throw new Error('redis-server is not installed: apt-get install redis-server');
  const port = await freePort();
  const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', tmpdir()];
  const whole =
    kind === 'sentinel' ? [...args, '--sentinel', ...own] : [...own, '--save', '', '--appendonly', 'no', ...args];
  let child = await launch(program, whole);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    // A stopped process dies of SIGKILL only.
    child.kill('SIGCONT');
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      if (hasEnded(child)) child = await launch(program, whole);
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  };
}

async function launch(program: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  endsWithTests(child);
  await new Promise<void>((resolve, reject) => {
    let output = '';
    const fail = (what: string): void => {
      child.kill('SIGKILL');
      reject(new Error(`redis-server ${what}: ${output}`));
    };
    const timer = setTimeout(() => fail(`was not ready within ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    const listen = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!READY.test(output)) return;
      clearTimeout(timer);
      // From here on its output is read and forgotten, so that it never waits for a full pipe.
      for (const stream of [child.stdout, child.stderr]) stream.off('data', listen).resume();
      resolve();
    };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', listen);
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
  return child;
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

function findProgram(): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  const candidates = folders.filter((folder) => folder !== '').map((folder) => join(folder, 'redis-server'));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
