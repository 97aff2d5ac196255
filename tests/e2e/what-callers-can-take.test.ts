/** What one caller, or one address, can take of a gateway that others share: memory, connections, sign-ins, rows. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, QUESTION } from './world.ts';
import type { World } from './world.ts';

const MIB = 1024 * 1024;
const LARGE = { ...QUESTION, messages: [{ role: 'user', content: 'x'.repeat(0.7 * MIB) }] };

let world: World;
beforeAll(async () => {
  const env = { TOLLGATE_BODY_MEMORY_MB: '1', TOLLGATE_MAX_CONNECTIONS_PER_ADDRESS: '20' };
  world = await openWorld({ tollgate: { env } });
});
afterAll(() => world.close());

describe('the memory for the bodies of running requests', () => {
  it('is bounded: a body beyond it is refused for a moment, and fits once the other has ended', async () => {
    const first = world.begin();
    first.write(JSON.stringify(LARGE).slice(0, -1));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const refused = await world.ask({ body: LARGE });
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '2', 'x-should-retry': 'true' } });
    expect(refused.message).toContain('all the memory');
    expect((await world.ask()).status).toBe(200);
    first.destroy();
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (let turn = 0; turn < 4; turn += 1) expect((await world.ask({ body: LARGE })).status).toBe(200);
    expect((await world.row(refused.id))['error_code']).toBe('overloaded');
  });
});

describe('a body that is larger than all the memory for bodies', () => {
  it('is refused for good: it would not fit at any later time either', async () => {
    const messages = [{ role: 'user', content: 'x'.repeat(1.2 * MIB) }];
    const refused = await world.ask({ body: { ...QUESTION, messages } });
    expect(refused).toMatchObject({ status: 413, headers: { 'x-should-retry': 'false' } });
    expect(refused.headers).not.toHaveProperty('retry-after');
    expect(refused.message).toContain('larger than 1 MiB');
    expect((await world.row(refused.id))['error_code']).toBe('body_too_large');
  });
});

describe('requests without a valid key', () => {
  it('are refused with 429 beyond a hundred in a minute, leave a sample of rows, and keep no valid key out', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 105; index += 1) {
      const path = index % 2 === 0 ? '/v1/messages' : '/v1/api-keys';
      const method = index % 2 === 0 ? 'POST' : 'GET';
      statuses.push((await world.ask({ path, method, key: `wrong-${index}`, body: null })).status);
    }
    expect(statuses.slice(0, 100)).toEqual(Array(100).fill(401));
    expect(statuses.slice(100)).toEqual(Array(5).fill(429));
    const last = await world.ask({ key: 'wrong' });
    expect(last.headers).toMatchObject({
      'retry-after': expect.stringMatching(/^\d{1,2}$/),
      'x-should-retry': 'false',
    });
    expect((await world.ask()).status).toBe(200);
    const refused = (await world.rows('limit=1000&status_code=401')).length;
    expect(refused).toBeGreaterThan(40);
    expect(refused).toBeLessThanOrEqual(62);
    expect(world.tollgate.stderr()).toContain('Requests were turned away');
  });
});

describe('the connections of one address', () => {
  it('are closed beyond their number, and the operator is informed', async () => {
    const port = Number(new URL(world.url).port);
    const sockets = Array.from({ length: 40 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    const closed = await Promise.all(
      sockets.map((socket) =>
        Promise.race([
          once(socket, 'close').then(() => true),
          new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 1000)),
        ]),
      ),
    );
    for (const socket of sockets) socket.destroy();
    expect(closed.filter(Boolean).length).toBeGreaterThanOrEqual(20);
    expect(closed.filter(Boolean).length).toBeLessThan(40);
  });
});
