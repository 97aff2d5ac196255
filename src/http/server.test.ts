import { afterEach, expect, it } from 'vitest';
import { createHttpServer, type HttpServer } from './server.ts';
import { openAdmin } from './admin/scenario.suite.ts';

let server: HttpServer;

afterEach(async () => {
  server.cut();
  await server.close();
});

it('the operator is told of who asks for what neither plane serves, and of who has no key for the admin API', async () => {
  const { app, strangers, turnedAway, world } = await openAdmin();
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  server = createHttpServer({
    dataPlane: { serve: () => false, handleOwn: () => Promise.resolve(), drain: () => Promise.resolve() },
    admin: app,
    logger: silent,
    troubles: () => [],
    newId: () => 'req_1',
    turnedAway,
    after: () => () => undefined,
  });
  const url = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`;
  expect((await fetch(`${url}/v1/health`)).status).toBe(200);
  expect((await fetch(`${url}/v1/configs`, { headers: { 'x-portkey-api-key': 'admin' } })).status).toBe(200);
  expect(strangers).toEqual([]);
  expect((await fetch(`${url}/wp-login.php`)).status).toBe(404);
  expect((await fetch(`${url}/v1/configs`)).status).toBe(401);
  expect(strangers).toEqual(['not_found from 127.0.0.1', 'invalid_api_key from 127.0.0.1']);
  await world.records.close();
});
