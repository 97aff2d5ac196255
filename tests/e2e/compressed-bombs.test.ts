/** Small answers that are large once they are decompressed, as a hostile or broken upstream sends them: what they may take. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, QUESTION, type World } from './world.ts';

const MIB = 1024 * 1024;
const UNPACKED = 256 * MIB;
/** More than a whole answer may have (64 MiB), with what is needed to gather it, and far less than what was packed. */
const MOST = 192 * MIB;

const zeros = Buffer.alloc(UNPACKED, '0');
const fast = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const BOMBS: Readonly<Record<string, Buffer>> = {
  gzip: gzipSync(zeros, { level: 1 }),
  br: brotliCompressSync(zeros, fast),
  zstd: zstdCompressSync(zeros),
  'gzip, gzip': gzipSync(gzipSync(zeros, { level: 1 })),
};

let world: World;
let upstream: ReturnType<typeof createServer>;
let next = { status: 200, type: 'application/json', coding: 'gzip' };

beforeAll(async () => {
  upstream = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const { status, type, coding } = next;
      response.on('error', () => undefined);
      response.writeHead(status, { 'content-type': type, 'content-encoding': coding });
      response.end(BOMBS[coding]);
    });
  }).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  world = await openWorld();
  const { port } = upstream.address() as AddressInfo;
  await world.admin('POST', '/v1/integrations', {
    name: 'Bomb',
    slug: 'bomb',
    ai_provider_id: 'anthropic',
    key: 'sk-ant-api03-of-nobody',
    configurations: { custom_host: `http://127.0.0.1:${port}/v1` },
  });
});
afterAll(async () => {
  await world.close();
  upstream.close();
});

/** The answer, and by how much the process grew meanwhile, bytes. */
async function ask(stream: boolean) {
  const before = world.memory();
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, world.memory() - before)), 5);
  try {
    const answered = await world.ask({ provider: '@bomb', body: { ...QUESTION, stream } });
    return { answered, row: await world.row(answered.id), most };
  } finally {
    clearInterval(watch);
  }
}

describe.each(Object.keys(BOMBS))('an upstream that answers with a bomb of %s', (coding) => {
  it('in place of a whole answer: it is given up at 64 MiB, and may have been billed', async () => {
    next = { status: 200, type: 'application/json', coding };
    const { answered, row, most } = await ask(false);
    expect(answered).toMatchObject({ status: 502 });
    expect(answered.message).toContain('larger than 64 MiB');
    expect(row).toMatchObject({ unpriced: true, attempts: [{ reason: 'too_large' }] });
    expect(most).toBeLessThan(MOST);
  });

  it('in place of an error: its beginning is read, and no more', async () => {
    next = { status: 500, type: 'text/plain', coding };
    const { answered, most } = await ask(false);
    expect(answered.status).toBe(500);
    expect(answered.text.length).toBeLessThan(10_000);
    expect(most).toBeLessThan(MOST);
  });

  it('in place of a stream: an event that never ends is given up', async () => {
    next = { status: 200, type: 'text/event-stream', coding };
    const { answered, row, most } = await ask(true);
    expect(answered.status).toBe(502);
    expect(row).toMatchObject({ attempts: [{ reason: 'cut' }] });
    expect(most).toBeLessThan(MOST);
  });
});

it.each(['gzip', 'br', 'zstd'])('a request that is packed with %s is refused unread', async (coding) => {
  const body = BOMBS[coding] ?? Buffer.alloc(0);
  const refused = await world.ask({ headers: { 'content-encoding': coding }, body: body.subarray(0, 100_000) });
  expect(refused.status).toBe(415);
});
