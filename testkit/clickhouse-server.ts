/**
 * A real ClickHouse of a test's own: the server inside of chDB's library, on a port and in a folder of its own. It is for
 * tests only, and an undocumented way into the library, whose version is therefore pinned: `scripts/install-clickhouse.sh`.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type Program, startProgram } from './program.ts';

const TOOLS = join(import.meta.dirname, '..', '.cache', 'clickhouse');
const LIBRARY = join(TOOLS, 'node_modules', '@chdb', 'lib-linux-x64-gnu', 'libchdb.so');
const PROGRAM = join(TOOLS, 'clickhouse-server');

/** Whether the tests of the engine can run on this machine. (With `CI=true` skipping them fails the run.) */
export function hasClickhouse(): boolean {
  return existsSync(PROGRAM) && existsSync(LIBRARY);
}

export interface ClickhouseServer extends Program {
  /** `http://127.0.0.1:PORT`, without a database; the same after every start. */
  url: string;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

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
  const places = ['--path', join(folder, 'data'), '--config-file=users.xml', '--listen_host', '127.0.0.1'];
  const ports = ['--http_port', String(port), '--tcp_port', String(await freePort())];
  const program = await startProgram({
    name: 'ClickHouse',
    file: PROGRAM,
    args: [...places, ...ports, '--multiquery', '--query', FOREVER],
    folder,
    env: { ...process.env, CHDB_LIB: LIBRARY },
    url: `${url}/ping`,
  });
  return {
    url,
    ...program,
    async remove() {
      await program.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
