/** PostgreSQL is restored from an older backup: what was made since is gone, and what was spent since is not. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasPostgres, type PostgresServer, startPostgresServer } from '../../testkit/postgres-server.ts';
import { KNOWN_SPENDING_FILE } from '../../src/server/data-directory.ts';
import { runTollgate } from '../../testkit/command.ts';
import { recordsIn, stringAt } from '../../testkit/json-shape.ts';
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

  it('rebuilds budgets from the log where no node knows them any more, and says what it could not know', async () => {
    const dataDir = join(directory, 'data');
    const env = { TOLLGATE_DATABASE_URL: server.url, TOLLGATE_MASTER_KEY: 'd'.repeat(64) };
    world = await openWorld({ tollgate: { dataDir, env } });
    const counted = await world.makeKey({ usage_limits: { type: 'requests', credit_limit: 2 } });
    const dear = await world.makeKey({ usage_limits: { type: 'cost', credit_limit: 100, periodic_reset: 'monthly' } });
    const policy = {
      conditions: [{ key: 'metadata._user', value: '*' }],
      group_by: [{ key: 'metadata._user' }],
      type: 'requests',
      credit_limit: 100,
      periodic_reset: 'monthly',
    };
    await world.admin('POST', '/v1/policies/usage-limits', policy);
    for (const key of [counted.key, counted.key]) expect((await world.ask({ key })).status).toBe(200);
    // A workspace that has gone, and a provider of the same slug in another one, must not stand in the way.
    const gone = await world.admin('POST', '/v1/admin/workspaces', {
      name: 'gone',
      usage_limits: { type: 'requests', credit_limit: 9 },
    });
    await world.admin('DELETE', `/v1/admin/workspaces/${stringAt(gone, 'id')}`, { name: 'gone' });
    const ada = await world.ask({ key: dear.key, headers: { 'x-portkey-metadata': '{"_user":"ada"}' } });
    const cost = Number((await world.row(ada.id))['cost_nano_usd']) / 1e9;
    expect(cost).toBeGreaterThan(0);
    const { adminKey } = world.tollgate;
    await world.tollgate.stop();
    await rm(join(dataDir, KNOWN_SPENDING_FILE));
    await server.run('delete from ledger_balances; delete from ledger_postings; delete from ledger_holds');

    world = worldOf(world.fake, await startTollgate({ dataDir, adminKey, env }), world.key);
    const dry = await world.admin('POST', '/v1/limits/rebuild', { owner_kind: 'api_key', dry_run: true });
    expect(dry).toMatchObject({ checked: 2 });
    expect(recordsIn(dry['raised'])).toHaveLength(2);
    const rebuilt = await world.admin('POST', '/v1/limits/rebuild', {});
    expect(rebuilt['unknown']).toContainEqual(
      `workspace ${stringAt(gone, 'id')} does not exist any more: its limits were left alone.`,
    );
    expect(rebuilt).toMatchObject({ object: 'limits-rebuilt', checked: 3 });
    const raised = recordsIn(rebuilt['raised']).toSorted((a, b) =>
      stringAt(a, 'type').localeCompare(stringAt(b, 'type')),
    );
    expect(raised).toHaveLength(3);
    expect(raised[0]).toMatchObject({ owner_kind: 'api_key', owner_id: dear.id, type: 'cost', before: 0, after: cost });
    expect(raised).toContainEqual(
      expect.objectContaining({ owner_kind: 'api_key', owner_id: counted.id, type: 'requests', before: 0, after: 2 }),
    );
    expect(raised).toContainEqual(
      expect.objectContaining({ owner_kind: 'policy', value: 'metadata._user:ada', type: 'requests', after: 1 }),
    );
    expect(rebuilt['unknown']).toContainEqual(expect.stringContaining(`api_key ${counted.id} has no period`));
    expect((await world.ask({ key: counted.key })).status).toBe(429);
    // Once more, there is nothing to do.
    expect(await world.admin('POST', '/v1/limits/rebuild', {})).toMatchObject({ checked: 3, raised: [] });
    const told = await runTollgate(['ledger', 'reconcile', '--database-url', server.url]);
    expect(told.stdout).toContain('0.00');
    expect(told.code).toBe(0);
  });
});
