import { NOTHING_KNOWN } from '../../kernel/secrets/mask.ts';
import { NO_LIMITS } from '../../../testkit/no-limits.ts';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { describe, expect, it } from 'vitest';
import { createAdminApp } from './app.ts';
import { describeScenarios, openAdmin } from './scenario.suite.ts';
import { createVisitors } from '../visitor.ts';

const FROM = { incoming: { socket: { remoteAddress: '10.0.0.9' } as Socket, headers: {} } };

describeScenarios('requests that are no admin requests', [
  {
    name: 'no JSON',
    as: 'admin',
    call: 'POST /configs',
    body: '{"name":',
    status: 400,
    contains: ['AB01', 'not valid JSON'],
  },
  {
    name: 'no object',
    as: 'admin',
    call: 'POST /configs',
    body: '[]',
    status: 400,
    contains: ['AB01', 'must be a JSON object'],
  },
  { name: 'no body', as: 'admin', call: 'POST /configs', status: 400, contains: ['AB01', 'name: is required'] },
  {
    name: 'a body of 3 MB',
    as: 'admin',
    call: 'POST /configs',
    body: `"${'x'.repeat(3_000_000)}"`,
    status: 413,
    contains: ['larger than'],
  },
  {
    name: 'a path that is not there',
    as: 'admin',
    call: 'GET /widgets',
    status: 404,
    contains: ['AB08', '/v1/widgets'],
  },
  { name: 'a method that is not there', as: 'admin', call: 'PATCH /configs', status: 405, contains: ['PATCH'] },
  {
    name: 'a filter given twice',
    as: 'admin',
    call: 'GET /logs?trace_id=a&trace_id=b',
    status: 400,
    contains: ['trace_id'],
  },
  {
    name: 'a prototype in disguise',
    as: 'admin',
    call: 'POST /configs',
    body: '{"name":"x","config":{},"__proto__":{"a":1}}',
    status: 400,
    contains: ['__proto__'],
  },
  { name: 'a slug full of slashes', as: 'admin', call: 'GET /configs/..%2f..%2fetc', status: 404, contains: ['AB08'] },
]);

const turnedAway = { count: () => undefined };

describe('the admin app', () => {
  it('reports of callers with a wrong key, and not of those who may not do what they ask', async () => {
    const { send, strangers } = await openAdmin();
    expect((await send('reader', 'POST /configs', { name: 'x', config: {} })).status).toBe(403);
    expect((await send('nobody', 'GET /configs')).status).toBe(401);
    expect(strangers).toEqual(['invalid_api_key from 10.0.0.9']);
  });

  it('serves its OpenAPI document to anyone', async () => {
    const { send } = await openAdmin();
    const { status, text } = await send('nobody', 'GET /openapi.json');
    expect(status).toBe(200);
    expect(JSON.parse(text).openapi).toBe('3.1.0');
  });

  it('keeps what nobody foresaw to itself, and informs the operator', async () => {
    const { world } = await openAdmin();
    const logged: unknown[] = [];
    const log = (message: string, fields?: object) => void logged.push({ message, ...fields });
    const app = createAdminApp({
      nextTurn: () => Promise.resolve(),
      context: () => {
        throw new Error('database file /var/lib/secret is locked');
      },
      identify: async () => ({ kind: 'bootstrap' }),
      logger: { debug: log, info: log, warn: log, error: log },
      newId: () => 'req_7',
      turnedAway,
      visitors: createVisitors([]),
      limits: NO_LIMITS,
      knownKeys: () => NOTHING_KNOWN,
    });
    const answer = await app.request('/v1/configs', {}, FROM);
    expect(answer.status).toBe(500);
    expect(answer.headers.get('request-id')).toBe('req_7');
    expect(await answer.json()).toMatchObject({ success: false, data: { errorCode: 'AB04' } });
    expect(logged).toMatchObject([
      { id: 'req_7', path: '/v1/configs', error: { message: 'database file /var/lib/secret is locked' } },
    ]);
    await world.records.close();
  });

  it.each([
    ['one of the gateway', 'admin-key-of-somebody-0815', '[masked:key]'],
    ['what looks like one', `tg-${'4f'.repeat(16)}`, '[masked:gateway_key]'],
  ])('repeats no key that was sent in the place of a name: %s', async (_, key, masked) => {
    const { world } = await openAdmin();
    const paths: unknown[] = [];
    const log = (_message: string, fields: object = {}) => void paths.push('path' in fields ? fields.path : null);
    const app = createAdminApp({
      nextTurn: () => Promise.resolve(),
      context: world.context,
      identify: async () => world.actors['admin'] ?? { kind: 'bootstrap' },
      logger: { debug: log, info: log, warn: log, error: log },
      newId: () => 'req_9',
      turnedAway,
      visitors: createVisitors([]),
      limits: NO_LIMITS,
      knownKeys: () => ({ isSecret: (word) => word === 'admin-key-of-somebody-0815', forms: [] }),
    });
    const told = await (await app.request(`/v1/integrations/${key}`, {}, FROM)).json();
    expect(told).toMatchObject({ data: { message: expect.stringContaining(`There is no integration "${masked}"`) } });
    expect(JSON.stringify(await (await app.request(`/v1/nothing/${key}`, {}, FROM)).json())).toContain(
      `/v1/nothing/${masked}`,
    );
    expect(paths).toEqual([`/v1/integrations/${masked}`]);
    await world.records.close();
  });

  it('aborts the work for a caller who has hung up', async () => {
    const { world } = await openAdmin();
    const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    const asked = Promise.withResolvers<AbortSignal>();
    const app = createAdminApp({
      nextTurn: () => Promise.resolve(),
      context: (principal, signal) => {
        const context = world.context(principal);
        const list = () => {
          asked.resolve(signal);
          return new Promise<never>(() => undefined);
        };
        return { ...context, log: { ...context.log, list } };
      },
      identify: async () => world.actors['admin'] ?? { kind: 'bootstrap' },
      logger: silent,
      newId: () => 'req_8',
      turnedAway,
      visitors: createVisitors([]),
      limits: NO_LIMITS,
      knownKeys: () => NOTHING_KNOWN,
    });
    const listener = getRequestListener((request, { incoming }) => app.fetch(request, { incoming }), {
      overrideGlobalObjects: false,
    });
    const server = createServer((request, response) => void listener(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const caller = new AbortController();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/logs`;
    const answer = fetch(url, { signal: caller.signal }).catch(() => 'hung up');
    const signal = await asked.promise;
    expect(signal.aborted).toBe(false);
    caller.abort();
    expect(await answer).toBe('hung up');
    if (!signal.aborted) await once(signal, 'abort');
    expect(signal.aborted).toBe(true);
    server.close();
    await world.records.close();
  });

  it('tells caches to forget every answer, refusals too, and each its id', async () => {
    const { world } = await openAdmin();
    const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    const app = createAdminApp({
      nextTurn: () => Promise.resolve(),
      context: world.context,
      identify: async () => world.actors['admin'] ?? { kind: 'bootstrap' },
      logger: silent,
      newId: () => 'req_8',
      turnedAway,
      visitors: createVisitors([]),
      limits: NO_LIMITS,
      knownKeys: () => NOTHING_KNOWN,
    });
    for (const path of ['/v1/configs', '/v1/configs/pc-gone', '/v1/nothing']) {
      const { headers } = await app.request(path, {}, FROM);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('request-id')).toBe('req_8');
    }
  });
});

describe('the admin app on a real socket', () => {
  it.each([
    ['a body in chunks, which does not say its length', [JSON.stringify({ name: 'x', config: {} })], 200],
    ['3 MB in chunks', Array.from({ length: 48 }, () => 'x'.repeat(65_536)), 413],
    [
      'a character cut in two by its chunks',
      ['{"config":{},"name":"', Buffer.from([0xc3]), Buffer.from([0xa9]), '"}'],
      200,
    ],
  ])('reads %s', async (_what, chunks, status) => {
    const { world } = await openAdmin();
    const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    const identify = async () => world.actors['admin'] ?? { kind: 'bootstrap' as const };
    const app = createAdminApp({
      nextTurn: () => Promise.resolve(),
      context: world.context,
      identify,
      logger,
      newId: () => 'req_9',
      turnedAway,
      visitors: createVisitors([]),
      limits: NO_LIMITS,
      knownKeys: () => NOTHING_KNOWN,
    });
    const listener = getRequestListener((request, { incoming }) => app.fetch(request, { incoming }), {
      overrideGlobalObjects: false,
    });
    const server = createServer((request, response) => void listener(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const body = ReadableStream.from(chunks.map((chunk) => Buffer.from(chunk)));
    const answer = await fetch(`http://127.0.0.1:${port}/v1/configs`, { method: 'POST', body, duplex: 'half' });
    expect({ status: answer.status, text: await answer.text() }).toMatchObject({ status });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
