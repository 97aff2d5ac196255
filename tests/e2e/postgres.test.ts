/** Records in PostgreSQL, seen from outside: what one process saves, another serves. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startFakeVertex, type FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { hasPostgres, startPostgresServer, type PostgresServer } from '../../testkit/postgres-server.ts';
import { isRecord, stringAt } from '../../testkit/json-shape.ts';
import { hasPgBouncer, startPgBouncer } from '../../testkit/pgbouncer.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';
import { QUESTION } from './world.ts';

const WAIT = { timeout: 10_000, interval: 20 };

const masterKey = randomBytes(32).toString('base64');
const adminKey = `tg-admin-${randomBytes(24).toString('hex')}`;

describe.skipIf(!hasPostgres())('records in PostgreSQL', () => {
  let server: PostgresServer;
  let fake: FakeVertex;
  let url: string;
  let count = 0;
  beforeAll(async () => {
    server = await startPostgresServer();
    fake = await startFakeVertex();
  });
  afterAll(async () => {
    await fake.close();
    await server.remove();
  });
  beforeEach(async () => {
    count += 1;
    url = await server.createDatabase(`tollgate_${count}`);
  });

  const start = (env: Record<string, string> = {}) =>
    startTollgate({ adminKey, env: { TOLLGATE_DATABASE_URL: url, TOLLGATE_MASTER_KEY: masterKey, ...env } });

  async function ask(at: string, key: string): Promise<number> {
    const headers = { authorization: `Bearer ${key}`, 'x-portkey-provider': '@vertex-prod' };
    const response = await fetch(`${at}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(QUESTION) });
    await response.text();
    return response.status;
  }

  /** Set up at one process, used at the other. */
  async function expectChangesEverywhere(both: [Tollgate, Tollgate]): Promise<void> {
    const [first, second] = both;
    const key = await first.setUpVertex(fake);
    await vi.waitFor(async () => expect(await ask(second.url, key)).toBe(200), WAIT);
    const made = await second.admin('POST', '/v1/api-keys/workspace/service', { name: 'other' });
    const other = isRecord(made.body) ? made.body : {};
    await vi.waitFor(async () => expect(await ask(first.url, stringAt(other, 'key'))).toBe(200), WAIT);
    expect(await first.admin('DELETE', `/v1/api-keys/${stringAt(other, 'id')}`)).toMatchObject({ status: 200 });
    await vi.waitFor(async () => expect(await ask(second.url, stringAt(other, 'key'))).toBe(401), WAIT);
    await Promise.all(both.map((one) => one.stop()));
  }

  it('outlive the process and its data directory', async () => {
    const first = await start();
    const key = await first.setUpVertex(fake);
    expect(await ask(first.url, key)).toBe(200);
    await first.stop();
    const second = await start();
    expect(await ask(second.url, key)).toBe(200);
    await second.stop();
  });

  it('are refused to a process with another master key, which would break every integration', async () => {
    const first = await start();
    const other = start({ TOLLGATE_MASTER_KEY: randomBytes(32).toString('base64') });
    await expect(other).rejects.toThrow('Every process needs the same one: set TOLLGATE_MASTER_KEY');
    await first.stop();
  });

  it('belong to one organisation when two processes meet at an empty database', async () => {
    const both = await Promise.all([start(), start()]);
    const listed = await Promise.all(both.map(({ admin }) => admin('GET', '/v1/admin/workspaces')));
    expect(listed[0]).toMatchObject({ status: 200, body: { total: 1 } });
    expect(listed[1]?.body).toEqual(listed[0]?.body);
    await Promise.all(both.map((one) => one.stop()));
  });

  it('are served by every process as they are changed, and no longer once they are deleted', async () => {
    await expectChangesEverywhere(await Promise.all([start(), start()]));
  });

  it.skipIf(!hasPgBouncer())('do so behind PgBouncer, which pools transactions', async () => {
    const pooler = await startPgBouncer(server);
    const env = { TOLLGATE_DATABASE_URL: pooler.address(`tollgate_${count}`) };
    const both = await Promise.all([start(env), start(env)]);
    await vi.waitFor(() => expect(both[0].stderr()).toContain('notifications do not get through'), WAIT);
    await expectChangesEverywhere(both);
    await pooler.stop();
  });

  it('that cannot be reached at the start end it with a clear line', async () => {
    const nowhere = start({ TOLLGATE_DATABASE_URL: 'postgres://tollgate:secret@127.0.0.1:1/tollgate' });
    await expect(nowhere).rejects.toThrow(/PostgreSQL cannot be reached at 127\.0\.0\.1:1\/tollgate.*ECONNREFUSED/);
    await expect(start({ TOLLGATE_DATABASE_URL: 'mysql://127.0.0.1' })).rejects.toThrow('expected postgres://');
  });
});
