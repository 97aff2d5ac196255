/** A real PgBouncer of a test's own, which pools transactions before a PostgreSQL. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chownSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { endsWithTests } from './left-behind.ts';
import { unprivileged, type PostgresServer } from './postgres-server.ts';

const PROGRAM = '/usr/sbin/pgbouncer';
const READY = 'process up';
const START_TIMEOUT_MS = 10_000;

/** Whether its tests can run on this machine. (With `CI=true` skipping them fails the run.) */
export function hasPgBouncer(): boolean {
  try {
    accessSync(PROGRAM, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** `address(database)` goes through it. Few connections are shared by all, so that no session keeps one of them. */
export async function startPgBouncer(
  server: Pick<PostgresServer, 'port'>,
): Promise<{ address: (database: string) => string; stop: () => Promise<void> }> {
  const owner = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-pgbouncer-'));
  const port = await freePort();
  const users = join(folder, 'users.txt');
  const settings = join(folder, 'pgbouncer.ini');
  writeFileSync(users, '"postgres" ""\n');
  writeFileSync(
    settings,
    [
      '[databases]',
      `* = host=127.0.0.1 port=${server.port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = trust',
      `auth_file = ${users}`,
      'pool_mode = transaction',
      'default_pool_size = 4',
    ].join('\n'),
  );
  if (owner.uid !== undefined && owner.gid !== undefined) {
    for (const path of [folder, users, settings]) chownSync(path, owner.uid, owner.gid);
  }
  const child = spawn(PROGRAM, [settings], { ...owner, stdio: ['ignore', 'ignore', 'pipe'] });
  const abandon = (): void => void child.kill('SIGKILL');
  endsWithTests(child);
  await new Promise<void>((resolve, reject) => {
    let output = '';
    const fail = (what: string): void => {
      abandon();
      reject(new Error(`pgbouncer ${what}: ${output}`));
    };
    const timer = setTimeout(() => fail('was not ready in time'), START_TIMEOUT_MS);
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code) => fail(`ended with ${String(code)}`));
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes(READY)) return;
      clearTimeout(timer);
      output = '';
      resolve();
    });
  });
  return {
    address: (database) => `postgres://postgres@127.0.0.1:${port}/${database}`,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
