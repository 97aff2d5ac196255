/** Two gateways with one log in a real ClickHouse. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClickhouseServer, hasClickhouse, startClickhouseServer } from '../../testkit/clickhouse-server.ts';
import { startFakeVertex, type FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';

const DAY_MS = 86_400_000;

describe.skipIf(!hasClickhouse())('the request log in ClickHouse', () => {
  let clickhouse: ClickhouseServer;
  let fake: FakeVertex;
  let dataDir: string;
  let tollgate: Tollgate;
  let key: string;
  const start = () => startTollgate({ dataDir, env: { TOLLGATE_CLICKHOUSE_URL: `${clickhouse.url}/tollgate` } });

  beforeAll(async () => {
    clickhouse = await startClickhouseServer();
    fake = await startFakeVertex();
    dataDir = await mkdtemp(join(tmpdir(), 'tollgate-clickhouse-e2e-'));
    tollgate = await start();
    key = await tollgate.setUpVertex(fake);
  }, 90_000);
  afterAll(async () => {
    await tollgate.stop();
    await fake.close();
    await clickhouse.remove();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function ask(): Promise<string> {
    const response = await fetch(`${tollgate.url}/v1/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'x-portkey-provider': '@vertex-prod',
        'x-portkey-metadata': '{"team":"blue"}',
      },
      body: JSON.stringify({
        model: 'claude-sonnet-4-5',
        max_tokens: 16,
        messages: [{ role: 'user', content: 'What is the capital of France?' }],
      }),
    });
    expect(response.status).toBe(200);
    await response.text();
    return response.headers.get('request-id') ?? '';
  }
  const rows = async (query = ''): Promise<{ id: string; metadata: unknown }[]> => {
    const { status, body } = await tollgate.admin('GET', `/v1/logs?limit=100${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return (body as { data: { id: string; metadata: unknown }[] }).data;
  };

  it('has the rows, answers filters and analytics, and goes on after ClickHouse and the gateway were killed', async () => {
    const first = await ask();
    expect((await rows(`&metadata=${encodeURIComponent('{"team":"blue"}')}`)).map(({ id }) => id)).toContain(first);
    expect(await rows(`&metadata=${encodeURIComponent('{"team":"red"}')}`)).toEqual([]);
    const to = new Date(Date.now() + DAY_MS).toISOString();
    const from = new Date(Date.now() - DAY_MS).toISOString();
    const window = `time_of_generation_min=${from}&time_of_generation_max=${to}`;
    const cost = await tollgate.admin('GET', `/v1/analytics/graphs/cost?${window}`);
    expect(cost.status, JSON.stringify(cost.body)).toBe(200);
    const grouped = await tollgate.admin('GET', `/v1/analytics/query?${window}&group_by=metadata.team`);
    expect(grouped.body).toMatchObject({ data: [{ key: 'blue', requests: 1 }] });

    await clickhouse.kill();
    const during = await ask();
    expect((await tollgate.admin('GET', '/v1/logs')).status).toBeGreaterThanOrEqual(500);
    await tollgate.kill();
    tollgate = await start();
    const after = await ask();
    await clickhouse.start();
    await expect
      .poll(async () => (await rows()).map(({ id }) => id), { timeout: 20_000 })
      .toEqual(expect.arrayContaining([first, during, after]));
    expect((await rows()).filter(({ id }) => id === during)).toHaveLength(1);
  }, 90_000);
});
