import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { isRecord, parseJson, recordsIn, type JsonRecord } from '../../testkit/json-shape.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, worldOf, type World } from './world.ts';

let world: World;
let receiver: Server;
let hook: string;
let received: JsonRecord[];
let refuses = true;

beforeAll(async () => {
  world = await openWorld();
  world.fake.onMessages(() => answer([text('fine')]));
  received = [];
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => void (body += chunk.toString()));
    request.on('end', () => {
      const event = parseJson(body);
      if (!refuses && isRecord(event) && isRecord(event['data'])) received.push(event['data']);
      response.writeHead(refuses ? 503 : 200).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  hook = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}/hook`;
});
afterAll(async () => {
  await world.close();
  receiver.close();
});

const thresholds = () => received.map((data) => `${String(data['threshold_kind'])} ${String(data['threshold'])}`);

async function flags(id: string): Promise<unknown[]> {
  const { usage_limits: usage } = await world.admin('GET', `/v1/api-keys/${id}`);
  return isRecord(usage) ? [usage['is_threshold_alerts_sent'], usage['is_exhausted_alerts_sent']] : [];
}

it('are sent once for each threshold, survive a kill, and count as sent only then', { timeout: 60_000 }, async () => {
  await world.admin('POST', '/v1/notifications/channels', { kind: 'webhook', name: 'Ops', url: hook });
  const limits = { type: 'requests', credit_limit: 4, alert_threshold: 3, periodic_reset: 'monthly' };
  const { id, key } = await world.makeKey({ usage_limits: limits });
  for (let times = 0; times < 3; times += 1) expect((await world.ask({ key })).status).toBe(200);
  const deliveries = async () =>
    recordsIn((await world.admin('GET', '/v1/notifications'))['data']).flatMap((one) => recordsIn(one['deliveries']));
  await vi.waitFor(
    async () => {
      const tried = (await deliveries()).map(({ status, attempts }) => [status, attempts]);
      expect(tried).toEqual([
        ['pending', 1],
        ['pending', 1],
        ['pending', 1],
      ]);
    },
    { timeout: 10_000 },
  );
  expect(await flags(id), 'nothing was taken').toEqual([false, false]);

  await world.tollgate.kill();
  const { adminKey, dataDir } = world.tollgate;
  refuses = false;
  world = worldOf(world.fake, await startTollgate({ dataDir, adminKey }), world.key);
  await vi.waitFor(() => expect(thresholds()).toHaveLength(3), { timeout: 30_000 });
  expect(thresholds().toSorted()).toEqual(['amount 3', 'percent 50', 'percent 75']);
  await vi.waitFor(async () => expect(await flags(id)).toEqual([true, false]));

  expect((await world.ask({ key })).status).toBe(200);
  expect((await world.ask({ key })).status, 'all of it is spent').not.toBe(200);
  await vi.waitFor(() => expect(thresholds()).toHaveLength(5), { timeout: 10_000 });
  expect(thresholds().slice(3).toSorted()).toEqual(['percent 100', 'percent 90']);
  await vi.waitFor(async () => expect(await flags(id)).toEqual([true, true]));
  expect(received[0]).toMatchObject({
    owner_kind: 'api_key',
    owner_name: 'another',
    type: 'requests',
    credit_limit: 4,
  });
});

it('go to no address inside of the network', async () => {
  const channel = { kind: 'slack', name: 'Inside', url: 'http://169.254.169.254/latest' };
  const refused = await world.tollgate.admin('POST', '/v1/notifications/channels', channel);
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining('not allowed')]);
});
