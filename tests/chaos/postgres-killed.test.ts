/** PostgreSQL is killed under load and started again: requests are served, changes are answered, nothing is lost. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startFakeVertex, type FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { isRecord, recordsIn, stringAt } from '../../testkit/json-shape.ts';
import { hasPostgres, startPostgresServer, type PostgresServer } from '../../testkit/postgres-server.ts';
import { startTollgate, type AdminAnswer, type Tollgate } from '../../testkit/tollgate-process.ts';
import { QUESTION } from '../e2e/world.ts';

const WAIT = { timeout: 15_000, interval: 50 };
const CLIENTS = 4;

describe.skipIf(!hasPostgres())('PostgreSQL that is killed under load', () => {
  let server: PostgresServer;
  let fake: FakeVertex;
  let tollgate: Tollgate;
  let key: string;
  const env = { TOLLGATE_MASTER_KEY: randomBytes(32).toString('base64') };
  const adminKey = `tg-admin-${randomBytes(24).toString('hex')}`;
  const start = () => startTollgate({ adminKey, env: { ...env, TOLLGATE_DATABASE_URL: server.url } });

  beforeAll(async () => {
    server = await startPostgresServer();
    fake = await startFakeVertex();
    tollgate = await start();
    key = await tollgate.setUpVertex(fake);
  });
  afterAll(async () => {
    await tollgate.stop();
    await fake.close();
    await server.remove();
  });

  async function ask(at: string, text: string): Promise<number> {
    const headers = { authorization: `Bearer ${text}`, 'x-portkey-provider': '@vertex-prod' };
    const response = await fetch(`${at}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(QUESTION) });
    await response.text();
    return response.status;
  }
  const health = async (): Promise<unknown> => (await fetch(`${tollgate.url}/v1/health`)).json();
  const makeKey = (): Promise<AdminAnswer> =>
    tollgate.admin('POST', '/v1/api-keys/workspace/service', { name: 'made under load' });

  async function loggedRows(): Promise<number> {
    let [rows, cursor] = [0, ''];
    do {
      const { body } = await tollgate.admin('GET', `/v1/logs?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const page = isRecord(body) ? body : {};
      rows += recordsIn(page['data']).length;
      cursor = encodeURIComponent(stringAt(page, 'next_cursor'));
    } while (cursor !== '');
    return rows;
  }

  it('leaves requests served from the snapshot, answers changes with 503, and keeps what was saved', async () => {
    const load = new AbortController();
    const statuses: number[] = [];
    const changes: AdminAnswer[] = [];
    const requesting = Array.from({ length: CLIENTS }, async () => {
      while (!load.signal.aborted) statuses.push(await ask(tollgate.url, key));
    });
    const changing = (async () => {
      while (!load.signal.aborted) changes.push(await makeKey());
    })();
    const saved = () => changes.filter(({ status }) => status === 200);
    const refused = () => changes.filter(({ status }) => status !== 200);

    await vi.waitFor(() => expect(saved().length).toBeGreaterThan(3), WAIT);
    await server.kill();
    await vi.waitFor(() => expect(refused().length).toBeGreaterThan(3), WAIT);
    await vi.waitFor(
      async () => expect(await health()).toMatchObject({ status: 'degraded', troubles: [{ part: 'PostgreSQL' }] }),
      WAIT,
    );
    const during = statuses.length;
    await vi.waitFor(() => expect(statuses.length).toBeGreaterThan(during + 2 * CLIENTS), WAIT);
    await server.start();
    const before = saved().length;
    await vi.waitFor(() => expect(saved().length).toBeGreaterThan(before + 3), WAIT);
    load.abort();
    await Promise.all([...requesting, changing]);

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(refused().map(({ status }) => status)).toEqual(refused().map(() => 503));
    const told = refused().map(({ body }) => JSON.stringify(body));
    expect(told.at(-1)).toMatch(/database of the records cannot be reached\. Nothing was changed/);
    await vi.waitFor(async () => expect(await health()).toMatchObject({ status: 'ok', troubles: [] }), WAIT);

    // Every row of the log, and at another process every key that was promised.
    await vi.waitFor(async () => expect(await loggedRows()).toBe(statuses.length), WAIT);
    const other = await start();
    for (const { body } of saved()) {
      const id = isRecord(body) ? stringAt(body, 'id') : '';
      expect(await other.admin('GET', `/v1/api-keys/${id}`)).toMatchObject({ status: 200, body: { id } });
    }
    await other.stop();
  });
});
