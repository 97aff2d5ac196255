/**
 * The version before runs beside this one on the same stores, while the processes of an installation are replaced one after
 * the other: both serve what the other one saves, share one budget and one log, and no request fails.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ClickhouseServer, hasClickhouse, startClickhouseServer } from '../../testkit/clickhouse-server.ts';
import { type EarlierBuild, hasHistory, unpackEarlierBuild } from '../../testkit/earlier-build.ts';
import { type FakeVertex, startFakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { isRecord, recordsIn, stringAt } from '../../testkit/json-shape.ts';
import { hasPostgres, type PostgresServer, startPostgresServer } from '../../testkit/postgres-server.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';
import { QUESTION } from './world.ts';

/** The last commit of the version before. Move it when a version is released. */
const VERSION_BEFORE = '3defa9b2dbe082afdbfb19743d57cd679cfc0cfa';
/** The last commit before several processes could share a log and a ledger: it shares records only. */
const RECORDS_ONLY = '94e847740c6a26c3e1a0554fb8fdea427339cb80';

const LONG_MS = 120_000;
const WAIT = { timeout: 10_000, interval: 20 };
const BUDGET = 30;
const DAY_MS = 86_400_000;
const BETWEEN_REQUESTS_MS = 20;

const masterKey = randomBytes(32).toString('base64');
const adminKey = `tg-admin-${randomBytes(24).toString('hex')}`;

describe.skipIf(!hasPostgres() || !hasClickhouse() || !hasHistory(VERSION_BEFORE, RECORDS_ONLY))(
  'a rolling upgrade',
  () => {
    let postgres: PostgresServer;
    let clickhouse: ClickhouseServer;
    let fake: FakeVertex;
    const builds: EarlierBuild[] = [];
    let databases = 0;

    beforeAll(async () => {
      [postgres, clickhouse, fake] = await Promise.all([
        startPostgresServer(),
        startClickhouseServer(),
        startFakeVertex(),
      ]);
    }, LONG_MS);
    afterAll(async () => {
      await Promise.all([
        postgres.remove(),
        clickhouse.remove(),
        fake.close(),
        ...builds.map((build) => build.remove()),
      ]);
    }, LONG_MS);

    /** Starts processes of the commit, or of this version, on stores of their own. */
    async function installationFrom(
      commit: string,
    ): Promise<{ before(): Promise<Tollgate>; present(): Promise<Tollgate> }> {
      const build = await unpackEarlierBuild(commit);
      builds.push(build);
      databases += 1;
      const name = `upgrade_${databases}`;
      const env = {
        TOLLGATE_DATABASE_URL: await postgres.createDatabase(name),
        TOLLGATE_CLICKHOUSE_URL: `${clickhouse.url}/${name}`,
        TOLLGATE_MASTER_KEY: masterKey,
        TOLLGATE_STORE_BODIES: 'off',
      };
      const before = () => startTollgate({ adminKey, env, build: build.folder });
      return { before, present: () => startTollgate({ adminKey, env }) };
    }

    async function ask(at: Tollgate, key: string): Promise<number> {
      const headers = { authorization: `Bearer ${key}`, 'x-portkey-provider': '@vertex-prod' };
      const response = await fetch(`${at.url}/v1/messages`, {
        method: 'POST',
        headers,
        body: JSON.stringify(QUESTION),
      });
      await response.text();
      return response.status;
    }

    async function listModels(at: Tollgate, key: string): Promise<number> {
      const response = await fetch(`${at.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
      await response.text();
      return response.status;
    }

    async function makeKey(at: Tollgate, members: Record<string, unknown> = {}): Promise<{ id: string; key: string }> {
      const { status, body } = await at.admin('POST', '/v1/api-keys/workspace/service', { name: 'made', ...members });
      if (status !== 200 || !isRecord(body)) throw new Error(`The key was not made: ${JSON.stringify(body)}`);
      fake.mustNeverSee(stringAt(body, 'key'));
      return { id: stringAt(body, 'id'), key: stringAt(body, 'key') };
    }

    /** A key that `saver` makes, renames and deletes is served, and then refused, at `server`. */
    async function expectChangesOf(saver: Tollgate, server: Tollgate): Promise<void> {
      const made = await makeKey(saver);
      await vi.waitFor(async () => expect(await ask(server, made.key)).toBe(200), WAIT);
      expect(await server.admin('PUT', `/v1/api-keys/${made.id}`, { name: 'renamed' })).toMatchObject({ status: 200 });
      await vi.waitFor(
        async () =>
          expect(await saver.admin('GET', `/v1/api-keys/${made.id}`)).toMatchObject({ body: { name: 'renamed' } }),
        WAIT,
      );
      expect(await saver.admin('DELETE', `/v1/api-keys/${made.id}`)).toMatchObject({ status: 200 });
      await vi.waitFor(async () => expect(await ask(server, made.key)).toBe(401), WAIT);
    }

    /** As the dashboard counts requests. */
    async function totalIn(at: Tollgate): Promise<number> {
      const [from, to] = [-DAY_MS, DAY_MS].map((shift) => new Date(Date.now() + shift).toISOString());
      const window = `time_of_generation_min=${from}&time_of_generation_max=${to}`;
      const { body } = await at.admin('GET', `/v1/analytics/graphs/requests?${window}`);
      const summary = isRecord(body) && isRecord(body['summary']) ? body['summary'] : {};
      return Number(summary['total']);
    }

    async function idsIn(at: Tollgate): Promise<string[]> {
      const { body } = await at.admin('GET', '/v1/logs?limit=500');
      return recordsIn(isRecord(body) ? body['data'] : []).map((row) => stringAt(row, 'id'));
    }

    it(
      'from the version before loses no request, and both versions share keys, budget and log',
      async () => {
        const { before, present } = await installationFrom(VERSION_BEFORE);
        const nodes = [await before(), await before()];
        const oldest = nodes[0];
        if (oldest === undefined) throw new Error('There is no node.');
        const key = await oldest.setUpVertex(fake);
        await vi.waitFor(async () =>
          expect(await Promise.all(nodes.map((node) => ask(node, key)))).toEqual([200, 200]),
        );

        // As a load balancer would: each request goes to one of the nodes that are in service.
        const state = { isOver: false };
        const statuses: number[] = [];
        const traffic = Array.from({ length: 3 }, async () => {
          while (!state.isOver) {
            const node = nodes[statuses.length % nodes.length];
            if (node !== undefined) statuses.push(await ask(node, key));
            await new Promise((resolve) => setTimeout(resolve, BETWEEN_REQUESTS_MS));
          }
        });
        // Where the test fails in between, its nodes are gone before the traffic is.
        void Promise.allSettled(traffic);
        const replaceOne = async (): Promise<void> => {
          nodes.push(await present());
          await nodes.shift()?.stop();
        };
        await replaceOne();

        const [older, newer] = nodes;
        if (older === undefined || newer === undefined) throw new Error('A node is missing.');
        await expectChangesOf(older, newer);
        await expectChangesOf(newer, older);

        // One budget, asked for at both at once.
        const limited = await makeKey(newer, { usage_limits: { type: 'requests', credit_limit: BUDGET } });
        // By what spends nothing.
        await vi.waitFor(async () => expect(await listModels(older, limited.key)).not.toBe(401), WAIT);
        const asked = Array.from({ length: BUDGET }, () => [ask(older, limited.key), ask(newer, limited.key)]);
        const answers = await Promise.all(asked.flat());
        expect(answers.filter((status) => status === 200)).toHaveLength(BUDGET);
        expect(new Set(answers)).toEqual(new Set([200, 429]));

        // The version before starts again on what this one has migrated, and both read one log.
        const again = await before();
        expect(await ask(again, key)).toBe(200);
        await again.stop();
        await replaceOne();
        state.isOver = true;
        await Promise.all(traffic);
        expect(statuses.length).toBeGreaterThan(20);
        expect(statuses.filter((status) => status !== 200)).toEqual([]);

        const last = await before();
        nodes.push(last);
        // What both versions served is in the log, and both count it alike: with the keys of above, the budget and this.
        for (const node of nodes) {
          await vi.waitFor(async () => expect(await totalIn(node)).toBeGreaterThan(statuses.length + BUDGET), WAIT);
        }
        const totals = await Promise.all(nodes.map(totalIn));
        expect(new Set(totals).size).toBe(1);
        const [newest] = await Promise.all(nodes.map(idsIn));
        for (const node of nodes) expect(await idsIn(node)).toEqual(newest);
        await Promise.all(nodes.map((node) => node.stop()));
      },
      LONG_MS,
    );

    it(
      'from a version that shared records only leaves both serving what the other saves',
      async () => {
        const { before, present } = await installationFrom(RECORDS_ONLY);
        const older = await before();
        const key = await older.setUpVertex(fake);
        const newer = await present();
        expect([await ask(older, key), await ask(newer, key)]).toEqual([200, 200]);
        await expectChangesOf(older, newer);
        await expectChangesOf(newer, older);
        // It refuses to start on tables of a version that it knows nothing of: that came later.
        await Promise.all([older.stop(), newer.stop()]);
        await expect(before()).rejects.toThrow('written by a newer Tollgate');
      },
      LONG_MS,
    );
  },
);
