import { ENDLESS, NO_LIMITS } from '../../../testkit/no-limits.ts';
import { once } from 'node:events';
import { createServer, request as openRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { manualClock } from '../../../testkit/manual-clock.ts';
import type { Heartbeat, Watched } from '../../gateway/relay/heartbeat.ts';
import type { TurnedAway } from '../../observe/turned-away.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { anthropicErrors } from '../../wire/dialects/anthropic-messages/index.ts';
import { createBodyBudget, type BodyBudget } from '../body-budget.ts';
import { NodeClient, type BodyBounds } from './node-client.ts';
import { createVisitors } from '../visitor.ts';

const BOUNDS: BodyBounds = { maxBytes: 1024 * 1024, idleMs: 30_000, totalMs: 300_000 };

/** A heartbeat that beats when the test says so. */
class ManualHeart {
  readonly clock = manualClock();
  readonly watched = new Set<Watched>();
  readonly heartbeat: Heartbeat = {
    watch: (item) => void this.watched.add(item),
    unwatch: (item) => void this.watched.delete(item),
    halt: () => undefined,
  };
  /** Lets so many ms pass. */
  beat(ms: number): void {
    this.clock.advance(ms);
    for (const item of this.watched) item.beat(this.clock.elapsed());
  }
}

/** Timers that go off when the test says so. */
class ManualTimers {
  readonly running = new Set<{ ms: number; run: () => void }>();
  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { ms, run };
    this.running.add(timer);
    return () => void this.running.delete(timer);
  };
  /** Sets off every timer of that length. */
  fire(ms: number): void {
    for (const timer of this.running) {
      if (timer.ms !== ms) continue;
      this.running.delete(timer);
      timer.run();
    }
  }
}

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const KEY = 'tg-Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWo';

interface Served {
  port: number;
  timers: ManualTimers;
  heart: ManualHeart;
  /** Reason, address and forwarded addresses of each caller that nobody knows. */
  strangers: unknown[];
  /** The client of the next request. */
  next(): Promise<NodeClient>;
}

async function serve(bounds: Partial<BodyBounds> = {}, budget: BodyBudget = ENDLESS): Promise<Served> {
  const timers = new ManualTimers();
  const heart = new ManualHeart();
  const { heartbeat, clock } = heart;
  const arrived: NodeClient[] = [];
  const strangers: unknown[] = [];
  const limits = NO_LIMITS;
  const turnedAway: TurnedAway = {
    count: (reason, { address, forwardedFor }) => void strangers.push([reason, address, forwardedFor]),
  };
  const listening = createServer((request, response) => {
    const options = { request, response, errors: anthropicErrors, id: 'req_1', after: timers.after } as const;
    const { elapsed } = clock;
    arrived.push(
      new NodeClient({
        ...options,
        heartbeat,
        elapsed,
        turnedAway,
        visitors: createVisitors([]),
        limits,
        budget,
        bounds: { ...BOUNDS, ...bounds },
      }),
    );
  });
  server = listening;
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    timers,
    heart,
    strangers,
    next: () =>
      vi.waitFor(() => {
        const client = arrived.shift();
        if (client === undefined) throw new Error('No request has arrived.');
        return client;
      }),
  };
}

function post(port: number, headers: Record<string, string> = {}): ClientRequest {
  const sent = openRequest({ port, host: '127.0.0.1', method: 'POST', headers, agent: false });
  sent.on('error', () => undefined).flushHeaders();
  return sent;
}

const answerTo = (sent: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => void sent.once('response', resolve).once('error', reject));

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}

/** What `readBody` was refused with. */
async function refusal(client: NodeClient): Promise<GatewayError> {
  const read = await client.readBody().then(
    (body) => body.length,
    (error: unknown) => error,
  );
  if (read instanceof GatewayError) return read;
  throw new Error(`A body of ${String(read)} bytes was read.`);
}

describe('what is made of a body for another dialect', () => {
  const KIB = 1024;

  async function openWith(budget: BodyBudget): Promise<{ client: NodeClient; sent: ClientRequest }> {
    const { port, next } = await serve({}, budget);
    const sent = post(port, { 'content-length': String(10 * KIB) });
    sent.end(Buffer.alloc(10 * KIB));
    const client = await next();
    await client.readBody();
    return { client, sent };
  }

  it('counts beside the body, once for all targets, until the body is freed', async () => {
    const budget = createBodyBudget(32 * KIB);
    const { client } = await openWith(budget);
    for (const bytes of [8 * KIB, 10 * KIB, 9 * KIB]) client.holdTranslated(bytes);
    expect([budget.take(13 * KIB), budget.take(12 * KIB)]).toEqual([false, true]);
    budget.give(12 * KIB);
    client.bodyFreed();
    expect(budget.take(32 * KIB)).toBe(true);
  });

  it('is refused for a moment where others have the room, and for good where there is never so much', async () => {
    const budget = createBodyBudget(32 * KIB);
    const { client } = await openWith(budget);
    expect(() => client.holdTranslated(30 * KIB)).toThrow(expect.objectContaining({ code: 'body_too_large' }) as Error);
    budget.take(20 * KIB);
    expect(() => client.holdTranslated(10 * KIB)).toThrow(expect.objectContaining({ code: 'overloaded' }) as Error);
  });

  it('takes nothing for a caller that hung up, of which nothing would be given back', async () => {
    const budget = createBodyBudget(32 * KIB);
    const { client, sent } = await openWith(budget);
    sent.destroy();
    await vi.waitFor(() => expect(client.isClosed).toBe(true));
    client.holdTranslated(10 * KIB);
    expect(budget.take(32 * KIB)).toBe(true);
  });
});

describe('a body', () => {
  it('comes whole, in however many pieces', async () => {
    const { port, next, heart } = await serve();
    const sent = post(port);
    const client = await next();
    const reading = client.readBody();
    for (const piece of ['{"mo', 'del"', ':"漢', '"}']) sent.write(piece);
    sent.end();
    expect((await reading).toString()).toBe('{"model":"漢"}');
    expect(heart.watched.size).toBe(0);
  });

  it('that stops coming is refused after the idle bound, and each piece starts the wait anew', async () => {
    const { port, next, heart } = await serve();
    const sent = post(port);
    const client = await next();
    const reading = refusal(client);
    heart.beat(29_000);
    const [watched] = heart.watched;
    sent.write('{"model":');
    await new Promise((resolve) => setTimeout(resolve, 50));
    heart.beat(29_000);
    expect(heart.watched).toContain(watched);
    heart.beat(2000);
    const error = await reading;
    expect(error).toMatchObject({
      code: 'body_timeout',
      status: 408,
      message: 'The body came too slowly: no data for 30 s.',
    });
    client.fail(error, {});
    const response = await answerTo(sent);
    expect(response.statusCode).toBe(408);
    expect(await textOf(response)).toContain('too slowly');
  });

  it('that comes in drops is refused after the bound for the whole of it', async () => {
    const { port, next, heart } = await serve();
    const sent = post(port);
    const client = await next();
    const reading = refusal(client);
    for (let drop = 0; drop < 13; drop += 1) {
      sent.write('x');
      await new Promise((resolve) => setTimeout(resolve, 20));
      heart.beat(25_000);
    }
    const error = await reading;
    expect(error).toMatchObject({
      code: 'body_timeout',
      message: 'The body came too slowly: not complete after 300 s.',
    });
    client.fail(error, {});
    expect((await answerTo(sent)).statusCode).toBe(408);
  });

  it.each([
    ['told', { 'content-length': '2000000' }],
    ['not told', {}],
  ])('whose length, %s, is over the bound is refused, and its sender still gets the answer', async (_how, headers) => {
    const { port, next } = await serve();
    const sent = post(port, headers);
    const client = await next();
    const reading = refusal(client);
    const half = Buffer.alloc(1_000_000);
    sent.write(half);
    sent.end(Buffer.alloc(1_000_000));
    const error = await reading;
    expect(error).toMatchObject({ code: 'body_too_large', status: 413 });
    client.fail(error, {});
    const response = await answerTo(sent);
    expect(response.statusCode).toBe(413);
    expect(await textOf(response)).toContain('larger than 1 MiB');
  });

  it('of exactly the bound is read', async () => {
    const { port, next } = await serve();
    const sent = post(port);
    const reading = (await next()).readBody();
    sent.end(Buffer.alloc(BOUNDS.maxBytes));
    expect((await reading).length).toBe(BOUNDS.maxBytes);
  });

  it('whose sender leaves is reported as such, and is no longer watched', async () => {
    const { port, next, heart } = await serve();
    const sent = post(port, { 'content-length': '100' });
    const client = await next();
    const reading = refusal(client);
    sent.write('x');
    sent.destroy();
    expect(await reading).toMatchObject({ code: 'client_closed' });
    expect(client.isClosed).toBe(true);
    expect(heart.watched.size).toBe(0);
  });

  it('whose sender has left before it is read does not keep anyone waiting', async () => {
    const { port, next } = await serve();
    const sent = post(port, { 'content-length': '100' });
    const client = await next();
    sent.destroy();
    await vi.waitFor(() => expect(client.isClosed).toBe(true));
    const read = Promise.race([
      refusal(client),
      new Promise((resolve) => setTimeout(() => resolve('still waiting'), 500)),
    ]);
    expect(await read).toMatchObject({ code: 'client_closed' });
  });

  it('that is compressed is refused unread', async () => {
    const { port, next } = await serve();
    const sent = post(port, { 'content-encoding': 'gzip', 'content-length': '3' });
    const client = await next();
    expect(await refusal(client)).toMatchObject({ code: 'unsupported_encoding', status: 415 });
    sent.destroy();
  });
});

describe('a refused body that nobody reads', () => {
  it('is thrown away as it comes, for a while; then the connection ends', async () => {
    const { port, next, timers } = await serve();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    let received = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      received += piece;
    });
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000000\r\n\r\n');
    const client = await next();
    client.fail(new GatewayError('invalid_api_key', 'No.'), {});
    await vi.waitFor(() => expect(received).toContain('"No."'));
    socket.write('x'.repeat(1000));
    expect(socket.closed).toBe(false);
    expect(timers.running.size).toBe(1);
    timers.fire([...timers.running][0]?.ms ?? 0);
    await vi.waitFor(() => expect(socket.closed).toBe(true));
  });

  it('that did come to its end leaves the connection for the next request', async () => {
    const { port, next, timers } = await serve();
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      received += piece;
    });
    const body = 'x'.repeat(500_000);
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`);
    (await next()).fail(new GatewayError('invalid_api_key', 'No.'), {});
    socket.write(body);
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}');
    const second = await next();
    expect((await second.readBody()).toString()).toBe('{}');
    second.answer(200, {}, 'Yes.');
    await vi.waitFor(() => expect(received).toContain('Yes.'));
    expect(timers.running.size).toBe(0);
    socket.destroy();
  });
});

describe('a caller with a wrong key', () => {
  const wrongKey = new GatewayError('invalid_api_key', 'Nobody has this key.');

  it('is logged by its address, and by those that a proxy reports', async () => {
    const { port, next, strangers } = await serve();
    const sent = post(port, { 'x-forwarded-for': '192.0.2.7, not-an-address, 2001:db8::1, 10.1.1.1, 10.1.1.2' });
    const answer = answerTo(sent);
    (await next()).fail(wrongKey, {});
    expect((await answer).statusCode).toBe(401);
    expect(strangers).toEqual([['invalid_api_key', '127.0.0.1', ['192.0.2.7', '2001:db8::1', '10.1.1.1']]]);
  });

  it('is logged without its key, in whatever header it stands', async () => {
    const { port, next, strangers } = await serve();
    const answer = answerTo(post(port, { 'x-forwarded-for': KEY, authorization: `Bearer ${KEY}` }));
    (await next()).fail(wrongKey, {});
    await answer;
    expect(strangers).toEqual([['invalid_api_key', '127.0.0.1', []]]);
  });

  it.each([
    ['whose request is wrong', new GatewayError('invalid_request', 'A field is wrong.')],
    ['whose own key an upstream refuses', new GatewayError('credentials_rejected', 'Refused.', { status: 401 })],
    ['who may not do this', new GatewayError('missing_scope', 'This key lacks the scope.')],
  ])('is not one %s', async (_, error) => {
    const { port, next, strangers } = await serve();
    const answer = answerTo(post(port));
    (await next()).fail(error, {});
    await answer;
    expect(strangers).toEqual([]);
  });
});

describe('an answer', () => {
  it('that has begun ends with an error event', async () => {
    const { port, next } = await serve();
    const sent = post(port);
    sent.end('{}');
    const client = await next();
    client.start(200, { 'content-type': 'text/event-stream' });
    client.write('event: ping\ndata: {}\n\n');
    client.fail(new GatewayError('internal', 'It broke.', { hint: 'Ask again.' }), {});
    const text = await textOf(await answerTo(sent));
    expect(text).toBe(
      'event: ping\ndata: {}\n\nevent: error\ndata: {"type":"error","error":{"type":"api_error","message":"It broke. Ask again."},"request_id":"req_1"}\n\n',
    );
  });

  it.each([10, 8192, 8193, 100_000])('of %i bytes arrives byte for byte, whatever they are', async (size) => {
    const { port, next } = await serve();
    const sent = post(port);
    sent.end('{}');
    const bytes = Buffer.from(Array.from({ length: size }, (_, index) => (index * 31) % 256));
    (await next()).answer(200, {}, bytes);
    const response = await answerTo(sent);
    expect(response.headers['content-length']).toBe(String(size));
    const received: Buffer[] = [];
    for await (const chunk of response) received.push(Buffer.from(chunk as Buffer));
    expect(Buffer.concat(received).equals(bytes)).toBe(true);
  });

  it('to a caller who does not read says so, and says when there is room again', async () => {
    const { port, next } = await serve();
    const sent = post(port);
    sent.end('{}');
    const client = await next();
    let drained = 0;
    client.onDrain(() => {
      drained += 1;
    });
    client.start(200, {});
    const chunk = Buffer.alloc(256 * 1024);
    let written = 0;
    while (client.write(chunk) && written < 1000) written += 1;
    expect(written).toBeLessThan(1000);
    const response = await answerTo(sent);
    response.resume();
    await vi.waitFor(() => expect(drained).toBeGreaterThan(0));
    client.end();
    await once(response, 'end');
  });

  it('to a caller who has left is reported once, and what is written after that goes nowhere', async () => {
    const { port, next } = await serve();
    const sent = post(port);
    sent.end('{}');
    const client = await next();
    const left = vi.fn();
    client.onClose(left);
    client.start(200, {});
    client.write('x');
    await answerTo(sent);
    sent.destroy();
    await vi.waitFor(() => expect(left).toHaveBeenCalledTimes(1));
    expect(client.isClosed).toBe(true);
    expect(client.write('y')).toBe(true);
    client.fail(new GatewayError('internal', 'No.'), {});
    client.answer(200, {}, 'z');
    client.end();
    expect(left).toHaveBeenCalledTimes(1);
  });

  it('that has ended well is no hang-up', async () => {
    const { port, next } = await serve();
    const sent = post(port);
    sent.end('{}');
    const client = await next();
    const left = vi.fn();
    client.onClose(left);
    client.answer(200, {}, 'fine');
    await textOf(await answerTo(sent));
    sent.destroy();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(left).not.toHaveBeenCalled();
  });
});
