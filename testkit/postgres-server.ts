/** A real PostgreSQL of a test's own: on a port and in a folder of its own, and as badly behaved as it is told to be. */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chownSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { endsWithTests } from './left-behind.ts';

/** Deletes the rows of every table but the list of migrations. Quicker than making the tables anew, for a few rows. */
export const EMPTY_EVERY_TABLE = `set session_replication_role = replica;
  do $$ declare t text; begin
    for t in select tablename from pg_tables where schemaname = 'public' and tablename not like 'schema_%' loop
      execute format('delete from %I', t);
    end loop;
  end $$;`;

export interface PostgresServer {
  /** `postgres://postgres@127.0.0.1:PORT/postgres`, the same after every start. */
  url: string;
  port: number;
  /** Starts it again, with its data, after `stop` or `kill`. Resolves when it answers. */
  start(): Promise<void>;
  /** A fast shutdown: connections are ended; waits. Does nothing when it does not run. */
  stop(): Promise<void>;
  /** SIGKILL to every process of it at once, as when the machine dies; waits. */
  kill(): Promise<void>;
  /** Runs statements, and resolves with the rows of psql, each as its text with | between columns. */
  run(sql: string, database?: string): Promise<string[]>;
  /** Makes an empty database; resolves with its URL. */
  createDatabase(name: string): Promise<string>;
  /** Runs a program of PostgreSQL's own, as `pg_dump`. Resolves with its standard output. */
  program(name: string, args: readonly string[]): Promise<string>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

const START_TIMEOUT_MS = 20_000;
const LOOK_EVERY_MS = 50;
const MEBIBYTES_16 = 16 * 1024 * 1024;

const runFile = promisify(execFile);

/** Whether the tests of an engine can run on this machine. (With `CI=true` skipping them fails the run.) */
export function hasPostgres(): boolean {
  return findPrograms() !== null;
}

/** Debian keeps the programs of each version in a folder, and puts few of them on the path. */
function findPrograms(): string | null {
  const root = '/usr/lib/postgresql';
  const versions = readable(root)
    .map(Number)
    .filter(Number.isFinite)
    .toSorted((a, b) => b - a);
  const folders = [...versions.map((version) => join(root, String(version), 'bin')), '/usr/local/bin', '/usr/bin'];
  return folders.find((folder) => isExecutable(join(folder, 'initdb'))) ?? null;
}

function readable(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
export function unprivileged(user = 'postgres'): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${user}:`));
  const [, , uid, gid] = (line ?? '').split(':').map(Number);
  return uid === undefined || gid === undefined ? {} : { uid, gid };
}

/** `settings` as in postgresql.conf, beside those that make tests quick. */
export async function startPostgresServer(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  const programs = findPrograms();
  if (programs === null) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  const owner = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-postgres-'));
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  // Sorted as in a language, as most installations are: nothing may depend on the order of bytes.
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en'];
  await runFile(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', ...locale], owner);
  const port = await freePort();
  const quick = { fsync: 'off', full_page_writes: 'off', max_connections: '100', ...settings };
  const fixed = { listen_addresses: '127.0.0.1', unix_socket_directories: folder, ...quick };
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    ...Object.entries(fixed).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const launch = (): Promise<ChildProcess> => launchUntilReady(join(programs, 'postgres'), args, owner);
  const address = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`;
  let child = await launch();
  const stop = async (): Promise<void> => {
    if (hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  };
  const program = async (name: string, given: readonly string[]): Promise<string> =>
    (await runFile(join(programs, name), given, { ...owner, maxBuffer: MEBIBYTES_16 })).stdout;
  const run = async (sql: string, database = 'postgres'): Promise<string[]> => {
    const told = await program('psql', [
      '-X',
      '-q',
      '-A',
      '-t',
      '-v',
      'ON_ERROR_STOP=1',
      '-d',
      address(database),
      '-c',
      sql,
    ]);
    return told.split('\n').filter((line) => line !== '');
  };
  return {
    url: address('postgres'),
    port,
    async start() {
      if (hasEnded(child)) child = await launch();
    },
    stop,
    async kill() {
      if (hasEnded(child)) return;
      const ended = once(child, 'exit');
      // A postmaster that dies alone leaves its backends to finish what they are at.
      const backends = childrenOf(child);
      child.kill('SIGKILL');
      for (const pid of backends) killIfThere(pid);
      await ended;
    },
    run,
    async createDatabase(name) {
      await run(`create database ${name}`);
      return address(name);
    },
    program,
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** After a kill, the kernel may still be at freeing its shared memory: then it is started again. */
async function launchUntilReady(program: string, args: readonly string[], owner: object): Promise<ChildProcess> {
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      return await launchOnce(program, args, { owner, giveUpAt });
    } catch (error) {
      if (Date.now() >= giveUpAt || !String(error).includes('shared memory')) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

async function launchOnce(
  program: string,
  args: readonly string[],
  { owner, giveUpAt }: { owner: object; giveUpAt: number },
): Promise<ChildProcess> {
  const child = spawn(program, args, { ...owner, stdio: ['ignore', 'ignore', 'pipe'] });
  // Its backends obey this one through it.
  const abandon = (): void => void child.kill('SIGQUIT');
  endsWithTests(child, 'SIGQUIT');
  await new Promise<void>((resolve, reject) => {
    let output = '';
    const fail = (what: string): void => {
      abandon();
      reject(new Error(`postgres ${what}: ${output}`));
    };
    const timer = setTimeout(() => fail('was not ready in time'), giveUpAt - Date.now());
    const listen = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!output.includes('database system is ready to accept connections')) return;
      clearTimeout(timer);
      // From here on its output is read and forgotten, so that it never waits for a full pipe.
      child.stderr.off('data', listen).resume();
      child.off('exit', ended);
      resolve();
    };
    const ended = (code: number | null): void => {
      clearTimeout(timer);
      fail(`ended with ${String(code)}`);
    };
    child.stderr.on('data', listen);
    child.on('error', (error) => fail(error.message));
    child.on('exit', ended);
  });
  return child;
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Linux only. */
function childrenOf({ pid = 0 }: ChildProcess): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text
    .split(' ')
    .filter((word) => word.trim() !== '')
    .map(Number);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
