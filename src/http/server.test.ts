import { NO_LIMITS } from '../../testkit/no-limits.ts';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import type { Logger } from '../observe/logger.ts';
import type { TurnedAway } from '../observe/turned-away.ts';
import { createHttpServer, type HttpServer } from './server.ts';
import type { AdminApp } from './admin/app.ts';
import { openAdmin } from './admin/scenario.suite.ts';
import { createVisitors } from './visitor.ts';

let server: HttpServer;

afterEach(async () => {
  server.cut();
  await server.close();
});

interface Doors {
  admin: AdminApp;
  turnedAway: TurnedAway;
}

const KEY = 'admin-key-of-somebody-0815';
const KNOWN = { isSecret: (word: string) => word === KEY, forms: [] };

const nothing = (): void => undefined;
const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Resolves with the port. */
function open({ admin, turnedAway }: Doors, logger: Logger = silent): Promise<number> {
  server = createHttpServer({
    dataPlane: {
      serve: () => false,
      serveUnknown: () => false,
      upgrade: () => undefined,
      handleOwn: () => Promise.resolve(),
      running: () => 0,
      drain: () => Promise.resolve(),
    },
    admin,
    logger,
    metrics: { collect: () => Promise.resolve([]), authorize: () => undefined },
    degradations: () => [],
    newId: () => 'req_1',
    turnedAway,
    visitors: createVisitors([]),
    limits: NO_LIMITS,
    knownKeys: () => KNOWN,
    whenUnlogged: 'serve',
    platformOf: () => undefined,
    keepAliveMs: 620_000,
    after: () => () => undefined,
  });
  return server.listen(0, '127.0.0.1');
}

it('the operator is informed of who asks for what neither plane serves, and of who has no key for the admin API', async () => {
  const { app, strangers, turnedAway, world } = await openAdmin();
  const url = `http://127.0.0.1:${await open({ admin: app, turnedAway })}`;
  expect((await fetch(`${url}/v1/health`)).status).toBe(200);
  expect((await fetch(`${url}/v1/configs`, { headers: { 'x-portkey-api-key': 'admin' } })).status).toBe(200);
  expect(strangers).toEqual([]);
  expect((await fetch(`${url}/wp-login.php`)).status).toBe(404);
  expect((await fetch(`${url}/v1/configs`)).status).toBe(401);
  expect(strangers).toEqual(['not_found from 127.0.0.1', 'invalid_api_key from 127.0.0.1']);
  await world.records.close();
});

it.each([
  ['one of the gateway', `/${'x'.repeat(180)}/${KEY}`],
  ['what looks like one', `/v2/tg-${'4f'.repeat(16)}/models`],
])('a path that is not served is told without the key in it: %s', async (_, path) => {
  const { app, turnedAway, world } = await openAdmin();
  const answer = await fetch(`http://127.0.0.1:${await open({ admin: app, turnedAway })}${path}`);
  const body = await answer.text();
  expect(answer.status).toBe(404);
  expect(body).toContain('/[masked:');
  expect(body).not.toMatch(/admin-key|4f4f/);
  await world.records.close();
});

/** What the operator saw while the same bytes came three times: what was counted, and the lines. */
async function sentThrice(bytes: string, status: number): Promise<{ strangers: string[]; lines: unknown[] }> {
  const { app, strangers, turnedAway, world } = await openAdmin();
  const lines: unknown[] = [];
  const tell = (message: string, fields: unknown): void => void lines.push([message, fields]);
  const port = await open({ admin: app, turnedAway }, { debug: nothing, info: tell, warn: tell, error: tell });
  for (let time = 0; time < 3; time += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.write(bytes);
    expect(await text(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  }
  await world.records.close();
  return { strangers, lines };
}

it('bytes that are no HTTP are answered and counted, by the code of Node, and make no line each', async () => {
  const { strangers, lines } = await sentThrice('\u0016\u0003\u0001 hello', 400);
  expect(strangers).toEqual(Array(3).fill('HPE_INVALID_METHOD from 127.0.0.1'));
  expect(lines).toEqual([]);
});

it('headers that are too large make a line each, for who was refused asks by the id', async () => {
  const { strangers, lines } = await sentThrice(`GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(70_000)}`, 431);
  const fields = { id: 'req_1', code: 'HPE_HEADER_OVERFLOW', address: '127.0.0.1' };
  expect(lines).toEqual(Array.from({ length: 3 }, () => ['A connection was refused.', fields]));
  expect(strangers).toEqual([]);
});
