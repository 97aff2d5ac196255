import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import type { Logger } from '../observe/logger.ts';
import type { TurnedAway } from '../observe/turned-away.ts';
import { createHttpServer, type HttpServer } from './server.ts';
import type { AdminApp } from './admin/app.ts';
import { openAdmin } from './admin/scenario.suite.ts';

let server: HttpServer;

afterEach(async () => {
  server.cut();
  await server.close();
});

interface Doors {
  admin: AdminApp;
  turnedAway: TurnedAway;
}

const nothing = (): void => undefined;
const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Resolves with the port. */
function open({ admin, turnedAway }: Doors, logger: Logger = silent): Promise<number> {
  server = createHttpServer({
    dataPlane: { serve: () => false, handleOwn: () => Promise.resolve(), drain: () => Promise.resolve() },
    admin,
    logger,
    troubles: () => [],
    newId: () => 'req_1',
    turnedAway,
    after: () => () => undefined,
  });
  return server.listen(0, '127.0.0.1');
}

it('the operator is told of who asks for what neither plane serves, and of who has no key for the admin API', async () => {
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
  ['bytes that are no HTTP', '\u0016\u0003\u0001 hello', 400, 'HPE_INVALID_METHOD'],
  ['headers that are too large', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(70_000)}`, 431, 'HPE_HEADER_OVERFLOW'],
])('%s are answered and counted, by the code of Node, and make no line each', async (_, bytes, status, reason) => {
  const { app, strangers, turnedAway, world } = await openAdmin();
  const told: string[] = [];
  const tell = (message: string): void => void told.push(message);
  const port = await open({ admin: app, turnedAway }, { debug: nothing, info: tell, warn: tell, error: tell });
  for (let time = 0; time < 3; time += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.write(bytes);
    expect(await text(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  }
  expect(strangers).toEqual(Array(3).fill(`${reason} from 127.0.0.1`));
  expect(told).toEqual([]);
  await world.records.close();
});
