/** Records in PostgreSQL, seen from outside: what one process saves, another serves. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeVertex, type FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { hasPostgres, startPostgresServer, type PostgresServer } from '../../testkit/postgres-server.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import { QUESTION } from './world.ts';

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

  it('that cannot be reached at the start end it with a clear line', async () => {
    const nowhere = start({ TOLLGATE_DATABASE_URL: 'postgres://tollgate:secret@127.0.0.1:1/tollgate' });
    await expect(nowhere).rejects.toThrow(/PostgreSQL cannot be reached at 127\.0\.0\.1:1\/tollgate.*ECONNREFUSED/);
    await expect(start({ TOLLGATE_DATABASE_URL: 'mysql://127.0.0.1' })).rejects.toThrow('expected postgres://');
  });
});
