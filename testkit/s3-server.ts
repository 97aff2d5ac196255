/** A real S3 server of a test's own with one bucket: SeaweedFS, on ports and in a folder of its own. `scripts/install-seaweedfs.sh` brings it. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import { vi } from 'vitest';
import { onFreePorts } from './free-port.ts';
import { type Program, startProgram } from './program.ts';

const PROGRAM = join(import.meta.dirname, '..', '.cache', 'seaweedfs', 'weed');

/** Whether the tests of the engine can run on this machine. (With `CI=true` skipping them fails the run.) */
export function hasS3Server(): boolean {
  return existsSync(PROGRAM);
}

export interface S3Server extends Program {
  /** The same after every start. */
  endpoint: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

const BUCKET = 'bodies';
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
  const { endpoint, program } = await onFreePorts(PORTS, (ports) => startOn(folder, ports));
  await makeBucket(endpoint);
  return {
    endpoint,
    bucket: BUCKET,
    ...CREDENTIALS,
    ...program,
    async remove() {
      await program.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** It answers before it can make one. */
async function makeBucket(endpoint: string): Promise<void> {
  const client = new AwsClient({ ...CREDENTIALS, service: 's3', region: 'us-east-1', retries: 0 });
  const make = async (): Promise<void> => {
    const { status } = await client.fetch(`${endpoint}/${BUCKET}`, { method: 'PUT' });
    if (status !== 200) throw new Error(`The S3 server answered ${status}.`);
  };
  await vi.waitFor(make, { timeout: 20_000, interval: 200 });
}

const PORTS = 8;

async function startOn(folder: string, [master, volume, filer, s3, ...grpc]: number[]) {
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
  // Without a signature it refuses, which is an answer too.
  const program = await startProgram({ name: 'SeaweedFS', file: PROGRAM, args, folder, url: endpoint });
  return { endpoint, program };
}
