/** A real S3 server of a test's own: SeaweedFS, on ports and in a folder of its own. `scripts/install-seaweedfs.sh` brings it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '..', '.cache', 'seaweedfs', 'weed');

/** Whether the tests of the engine can run on this machine. (With `CI=true` skipping them fails the run.) */
export function hasS3Server(): boolean {
  return existsSync(PROGRAM);
}

export interface S3Server {
  endpoint: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Starts it again, with its data, after `kill`. Resolves when it answers. */
  start(): Promise<void>;
  /** SIGKILL; waits. */
  kill(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const LOOK_EVERY_MS = 100;
const CREDENTIALS = { accessKeyId: 'tollgate-tests', secretAccessKey: 'not-a-secret-of-anybody' };

export async function startS3Server(): Promise<S3Server> {
  if (!hasS3Server()) throw new Error('SeaweedFS is not installed: run scripts/install-seaweedfs.sh');
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-s3-'));
  const { accessKeyId: accessKey, secretAccessKey: secretKey } = CREDENTIALS;
  const identity = {
    name: 'tests',
    credentials: [{ accessKey, secretKey }],
    actions: ['Admin', 'Read', 'Write', 'List'],
  };
  writeFileSync(join(folder, 's3.json'), JSON.stringify({ identities: [identity] }));
  const [master, volume, filer, s3] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const grpc = [await freePort(), await freePort(), await freePort(), await freePort()];
  const args = [
    'server',
    `-dir=${folder}`,
    '-ip=127.0.0.1',
    '-ip.bind=127.0.0.1',
    `-master.port=${master}`,
    `-master.port.grpc=${grpc[0]}`,
    `-volume.port=${volume}`,
    `-volume.port.grpc=${grpc[1]}`,
    '-filer',
    `-filer.port=${filer}`,
    `-filer.port.grpc=${grpc[2]}`,
    '-s3',
    `-s3.port=${s3}`,
    `-s3.port.grpc=${grpc[3]}`,
    `-s3.config=${join(folder, 's3.json')}`,
    '-volume.max=10',
    '-master.volumeSizeLimitMB=64',
  ];
  const endpoint = `http://127.0.0.1:${s3}`;
  const launch = async (): Promise<ChildProcess> => {
    const child = spawn(PROGRAM, args, { cwd: folder, stdio: 'ignore' });
    await untilAnswers(endpoint, child);
    return child;
  };
  let child = await launch();
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return {
    endpoint,
    ...CREDENTIALS,
    async start() {
      child = await launch();
    },
    kill,
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An answer of any kind: without a signature it refuses. */
async function untilAnswers(endpoint: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`SeaweedFS ended at its start, with ${child.exitCode}`);
    const answered = await fetch(endpoint).catch(() => null);
    if (answered !== null && answered.status < 500) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error('SeaweedFS did not answer in time');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
