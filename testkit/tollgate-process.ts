/** The whole of Tollgate as its users run it: `bin/tollgate.js start` in a process of its own, with a data folder of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtTollgate } from './built-tollgate.ts';
import type { FakeVertex } from './fake-vertex/fake-vertex.ts';
import { isRecord, parseJson, stringAt } from './json-shape.ts';
import { endsWithTests } from './left-behind.ts';

export interface TollgateOptions {
  env?: Record<string, string>;
  /** After `start --port 0`. */
  args?: string[];
  /** A folder to keep, as when a process is started again on the data of a killed one. Else a temporary one. */
  dataDir?: string;
  /** Text of a declarative file, handed over with `--config`. */
  declaration?: string;
  adminKey?: string;
  /** The folder of another build, to be compared with this one. */
  build?: string;
}

/** What the set-up needs of a Vertex, be it the fake or the bench's upstream. */
export type SimulatedVertex = Pick<FakeVertex, 'url' | 'serviceAccount' | 'mustNeverSee'>;

export interface AdminAnswer {
  status: number;
  /** Parsed JSON, or the text when it is none. */
  body: unknown;
}

export interface Tollgate {
  /** `http://127.0.0.1:PORT` */
  url: string;
  adminKey: string;
  dataDir: string;
  process: ChildProcess;
  /** Everything written so far. */
  stdout(): string;
  stderr(): string;
  /** SIGTERM, waits, throws unless the exit code is 0. Removes its temporary folders, never a `dataDir` given. */
  stop(): Promise<void>;
  /** SIGKILL, waits; keeps the data folder. */
  kill(): Promise<void>;
  /** Calls the admin API with the admin key. `path` begins with `/v1`. */
  admin(method: string, path: string, body?: unknown): Promise<AdminAnswer>;
  /** Makes the integration and provider `vertex-prod` on the fake, and returns a new workspace service key. */
  setUpVertex(fake: SimulatedVertex, configurations?: Record<string, unknown>): Promise<string>;
}

const LISTENING = /Tollgate is listening on (https?:\/\/\S+)/;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

/** The Node that Tollgate is tested with, so that the program runs in this very child and not in a grandchild. */
const NODE = createRequire(import.meta.url).resolve('node/bin/node');

/** Resolves when the process listens; rejects with all its output when it ends or stays silent instead. */
export async function startTollgate(options: TollgateOptions = {}): Promise<Tollgate> {
  const adminKey = options.adminKey ?? `tg-admin-${randomBytes(24).toString('hex')}`;
  const scratch = await mkdtemp(join(tmpdir(), 'tollgate-'));
  const dataDir = options.dataDir ?? join(scratch, 'data');
  const args = ['start', '--port', '0', '--data-dir', dataDir, ...(options.args ?? [])];
  if (options.declaration !== undefined) {
    const file = join(scratch, 'tollgate.yaml');
    await writeFile(file, options.declaration);
    args.push('--config', file);
  }
  const child = spawn(NODE, [join(options.build ?? (await builtTollgate()), 'bin/tollgate.js'), ...args], {
    // Nothing of the tester's own environment: a proxy or a key there would change what is tested.
    env: {
      PATH: process.env['PATH'],
      HOME: scratch,
      TOLLGATE_ADMIN_KEY: adminKey,
      TRUSTED_CUSTOM_HOSTS: '127.0.0.1',
      // Most tests are about what requests bring themselves.
      TOLLGATE_SAVED_ONLY: 'off',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endsWithTests(child);
  const output = capture(child);
  const tidy = (): Promise<void> => rm(scratch, { recursive: true, force: true });
  const url = await listening(child, output).catch(async (error: unknown) => {
    await tidy();
    throw error;
  });
  const admin = (method: string, path: string, body?: unknown): Promise<AdminAnswer> =>
    callAdmin({ url, adminKey }, method, { path, body });
  return {
    url,
    adminKey,
    dataDir,
    process: child,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    async stop() {
      const code = await end(child, 'SIGTERM');
      await tidy();
      if (code !== 0) throw new Error(`Tollgate ended with ${String(code)} after SIGTERM.\n${told(output)}`);
    },
    async kill() {
      await end(child, 'SIGKILL');
    },
    admin,
    setUpVertex: (fake, configurations = {}) => setUpVertex(admin, fake, configurations),
  };
}

interface Output {
  stdout: string;
  stderr: string;
}

function capture(child: ChildProcess): Output {
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  return output;
}

function told(output: Output): string {
  return `--- stdout\n${output.stdout}\n--- stderr\n${output.stderr}`;
}

async function listening(child: ChildProcess, output: Output): Promise<string> {
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`Tollgate ended with ${String(code)} at its start.\n${told(output)}`)),
    );
    setTimeout(() => reject(new Error(`Tollgate does not listen.\n${told(output)}`)), START_TIMEOUT_MS).unref();
  });
  const heard = new Promise<string>((resolve) => {
    child.stdout?.on('data', () => {
      const url = LISTENING.exec(output.stdout)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  try {
    return await Promise.race([heard, failed]);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** The exit code, or the signal that ended it. A process that does not obey is killed, which is a failure. */
async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | string | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
  return child.exitCode ?? child.signalCode;
}

async function callAdmin(
  at: { url: string; adminKey: string },
  method: string,
  { path, body }: { path: string; body: unknown },
): Promise<AdminAnswer> {
  const response = await fetch(`${at.url}${path}`, {
    method,
    headers: {
      'x-portkey-api-key': at.adminKey,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: parseJson(text) ?? text };
}

async function setUpVertex(
  admin: Tollgate['admin'],
  fake: SimulatedVertex,
  configurations: Record<string, unknown>,
): Promise<string> {
  const integration = await admin('POST', '/v1/integrations', {
    name: 'Vertex production',
    slug: 'vertex-prod',
    ai_provider_id: 'vertex-ai',
    configurations: {
      vertex_auth_type: 'serviceAccount',
      vertex_region: 'us-east5',
      vertex_service_account_json: fake.serviceAccount,
      custom_host: fake.url,
      ...configurations,
    },
  });
  mustSucceed('POST /v1/integrations', integration);
  const key = await admin('POST', '/v1/api-keys/workspace/service', {
    name: 'tests',
    scopes: ['completions.write', 'logs.view', 'logs.list'],
  });
  mustSucceed('POST /v1/api-keys/workspace/service', key);
  const secret = isRecord(key.body) ? stringAt(key.body, 'key') : '';
  if (secret === '') throw new Error(`The new key is missing: ${JSON.stringify(key.body)}`);
  fake.mustNeverSee(secret);
  return secret;
}

function mustSucceed(what: string, answer: AdminAnswer): void {
  if (answer.status >= 300) throw new Error(`${what} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}
