/** PostgreSQL is restored from an older backup: what was made since is gone, and what was spent since is not. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasPostgres, type PostgresServer, startPostgresServer } from '../../testkit/postgres-server.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import { openWorld, worldOf, type World } from '../e2e/world.ts';

describe.skipIf(!hasPostgres())('PostgreSQL that is restored from an hour ago', () => {
  let server: PostgresServer;
  let directory: string;
  let world: World;

  beforeEach(async () => {
    server = await startPostgresServer();
    directory = await mkdtemp(join(tmpdir(), 'tollgate-hour-ago-'));
    // Programs of PostgreSQL run as another user.
    await chmod(directory, 0o777);
  });
  afterEach(async () => {
    await world.close();
    await server.remove();
    await rm(directory, { recursive: true, force: true });
  });

  it('refuses keys made since, and keeps what was spent and logged since', async () => {
    const dataDir = join(directory, 'data');
    const on = (url: string) => ({ TOLLGATE_DATABASE_URL: url, TOLLGATE_MASTER_KEY: 'd'.repeat(64) });
    world = await openWorld({ tollgate: { dataDir, env: on(server.url) } });
    const budget = { usage_limits: { type: 'requests', credit_limit: 2 } };
    const old = await world.makeKey(budget);
    const dump = join(directory, 'records.dump');
    await server.program('pg_dump', ['--format=custom', `--file=${dump}`, server.url]);

    const young = await world.makeKey();
    const statuses = async (key: string, times: number): Promise<number[]> => {
      const found: number[] = [];
      for (let time = 0; time < times; time += 1) found.push((await world.ask({ key })).status);
      return found;
    };
    expect(await statuses(old.key, 3)).toEqual([200, 200, 429]);
    const ofYoung = await world.ask({ key: young.key });
    expect(ofYoung.status).toBe(200);
    const { adminKey } = world.tollgate;
    await world.tollgate.stop();

    const url = await server.createDatabase('restored');
    await server.program('pg_restore', ['--exit-on-error', '--no-owner', `--dbname=${url}`, dump]);
    world = worldOf(world.fake, await startTollgate({ dataDir, adminKey, env: on(url) }), world.key);
    expect(await statuses(young.key, 1)).toEqual([401]);
    // The node raises the restored ledger to what it knew last: nobody gets a budget twice.
    expect(await statuses(old.key, 1)).toEqual([429]);
    expect(await statuses(world.key, 1)).toEqual([200]);
    expect(await world.row(ofYoung.id)).toMatchObject({ is_success: true });
  });
});
