/**
 * A real ClickHouse of a test's own: the server inside of chDB's library, on a port and in a folder of its own. It is for
 * tests only, and an undocumented way into the library, whose version is therefore pinned: `scripts/install-clickhouse.sh`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TOOLS = join(import.meta.dirname, '..', '.cache', 'clickhouse');
const LIBRARY = join(TOOLS, 'node_modules', '@chdb', 'lib-linux-x64-gnu', 'libchdb.so');
const PROGRAM = join(TOOLS, 'clickhouse-server');

/** Whether the tests of the engine can run on this machine. (With `CI=true` skipping them fails the run.) */
export function hasClickhouse(): boolean {
  return existsSync(PROGRAM) && existsSync(LIBRARY);
}

export interface ClickhouseServer {
  /** `http://127.0.0.1:PORT`, without a database; the same after every start. */
  url: string;
  /** Starts it again, with its data, after `kill`. Resolves when it answers. */
  start(): Promise<void>;
  /** SIGKILL; waits. */
  kill(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
const LOOK_EVERY_MS = 50;

const USERS = `<clickhouse>
  <users><default><password></password><networks><ip>127.0.0.1</ip></networks>
    <profile>default</profile><quota>default</quota></default></users>
  <profiles><default/></profiles><quotas><default/></quotas>
  <user_directories><users_xml><path>users.xml</path></users_xml></user_directories>
</clickhouse>`;

/** Keeps the server running: the library serves for as long as its query does. */
const FOREVER =
  'SYSTEM START LISTEN HTTP; SELECT sleepEachRow(1) FROM system.numbers SETTINGS max_block_size=1, max_execution_time=0 FORMAT Null';

export async function startClickhouseServer(): Promise<ClickhouseServer> {
  if (!hasClickhouse()) throw new Error('ClickHouse is not installed: run scripts/install-clickhouse.sh');
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-clickhouse-'));
  writeFileSync(join(folder, 'users.xml'), USERS);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = ['--path', join(folder, 'data'), '--config-file=users.xml', '--listen_host', '127.0.0.1'];
  const ports = ['--http_port', String(port), '--tcp_port', String(await freePort())];
  const launch = async (): Promise<ChildProcess> => {
    const child = spawn(PROGRAM, [...args, ...ports, '--multiquery', '--query', FOREVER], {
      cwd: folder,
      env: { ...process.env, CHDB_LIB: LIBRARY },
      stdio: 'ignore',
    });
    await untilAnswers(url, child);
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
    url,
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

async function untilAnswers(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`ClickHouse ended at its start, with ${child.exitCode}`);
    const answered = await fetch(`${url}/ping`).catch(() => null);
    if (answered?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error('ClickHouse did not answer in time');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
