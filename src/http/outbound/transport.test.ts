import { once } from 'node:events';
import { createServer } from 'node:net';
import { brotliCompressSync, constants, createGzip, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, getCACertificates, setDefaultCACertificates, TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from '../../../testkit/localhost-certificate.ts';
import type { Flow, Receiver } from '../../gateway/transport.ts';
import { createTransport } from './transport.ts';
import { createUrlGuard } from './url-guard.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** A plain socket, so that the test says when it reads and in which pieces it writes. */
async function upstream(onSocket: (socket: Socket) => void): Promise<string> {
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => undefined);
    opened.push(() => socket.destroy());
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  opened.push(() => server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/path`;
}

/** The same over TLS: hands over the socket within, and the one that can be reset. */
async function tlsUpstream(onSocket: (socket: Socket, raw: Socket) => void): Promise<string> {
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, LOCALHOST_CERTIFICATE]);
  opened.push(() => setDefaultCACertificates(trusted));
  const url = await upstream((raw) => {
    const context = createSecureContext({ cert: LOCALHOST_CERTIFICATE, key: LOCALHOST_KEY });
    const socket = new TLSSocket(raw, { isServer: true, secureContext: context });
    socket.on('error', () => undefined);
    onSocket(socket, raw);
  });
  return url.replace('http:', 'https:');
}

function transport(elapsed = () => performance.now()) {
  const made = createTransport({ guard: createUrlGuard(['127.0.0.1']), elapsed });
  opened.push(() => made.close());
  return made;
}

interface Heard extends Receiver {
  chunks: string[];
  end: Promise<string>;
}

function listener(): Heard {
  const chunks: string[] = [];
  const { promise: end, resolve } = Promise.withResolvers<string>();
  return {
    chunks,
    end,
    started: () => undefined,
    data: (chunk) => void chunks.push(chunk.toString()),
    ended: () => resolve('ended'),
    failed: (error) => resolve(error.message),
  };
}

const LARGE = 3_000_000;
const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

describe('a large body', () => {
  it('arrives as it was, though its memory is used again as soon as it is said to be free', async () => {
    let received = Buffer.alloc(0);
    const url = await upstream((socket) => {
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        const head = received.indexOf('\r\n\r\n');
        if (received.length - head - 4 === LARGE + 14) socket.write(OK);
      });
      socket.resume();
    });
    const body = Buffer.alloc(LARGE, 'abcdefghij');
    const heard = listener();
    const pieces = [
      Buffer.from('{"head"'),
      body.subarray(0, 1_000_000),
      Buffer.from('"mid"'),
      body.subarray(1_000_000),
    ];
    transport().send(
      { method: 'POST', url, headers: {}, body: [...pieces, Buffer.from('"}')], onSent: () => body.fill('X') },
      heard,
    );
    expect(await heard.end).toBe('ended');
    const text = received.toString();
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(
      `{"head"${'abcdefghij'.repeat(100_000)}"mid"${'abcdefghij'.repeat(200_000)}"}`,
    );
    expect(body.toString('latin1', 0, 3)).toBe('XXX');
  });

  it('is not said to be free while the upstream has not read it', async () => {
    const accepted = Promise.withResolvers<Socket>();
    const url = await upstream(accepted.resolve);
    let isFree = false;
    const heard = listener();
    // More than the buffers of both ends of a connection take.
    const body = [Buffer.alloc(32 * 1024 * 1024, 'x')];
    transport().send({ method: 'POST', url, headers: {}, body, onSent: () => (isFree = true) }, heard);
    const socket = await accepted.promise;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isFree).toBe(false);
    let received = 0;
    socket.on('data', (chunk) => {
      received += chunk.length;
      if (received > 32 * 1024 * 1024) socket.write(OK);
    });
    socket.resume();
    expect(await heard.end).toBe('ended');
    expect(isFree).toBe(true);
  });

  it('is never said to be free when the request was aborted in the middle', async () => {
    const accepted = Promise.withResolvers<Socket>();
    const url = await upstream(accepted.resolve);
    let isFree = false;
    const heard = listener();
    const body = [Buffer.alloc(32 * 1024 * 1024, 'x')];
    const abort = transport().send({ method: 'POST', url, headers: {}, body, onSent: () => (isFree = true) }, heard);
    await accepted.promise;
    abort();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isFree).toBe(false);
  });
});

describe('an answer in chunks', () => {
  it('is handed on by what came together, whole and before its end', async () => {
    const url = await upstream((socket) => {
      socket.once('data', () => {
        const chunks = Array.from({ length: 50 }, (_, index) => `5\r\n<${String(index).padStart(2, '0')}>\n\r\n`);
        socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunks.join('')}0\r\n\r\n`);
      });
      socket.resume();
    });
    const heard = listener();
    transport().send({ method: 'POST', url, headers: {}, body: [Buffer.from('{}')] }, heard);
    expect(await heard.end).toBe('ended');
    expect(heard.chunks.join('')).toBe(
      Array.from({ length: 50 }, (_, index) => `<${String(index).padStart(2, '0')}>\n`).join(''),
    );
    expect(heard.chunks.length).toBeLessThan(5);
  });

  it('that breaks off hands on what came before the break', async () => {
    const url = await upstream((socket) => {
      socket.once('data', () => {
        socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n');
      });
      socket.resume();
    });
    const heard = listener();
    transport().send({ method: 'POST', url, headers: {}, body: [Buffer.from('{}')] }, heard);
    expect(await heard.end).not.toBe('ended');
    expect(heard.chunks).toEqual(['one']);
  });
});

describe('a kept connection', () => {
  /** Stands still unless a test moves it: a machine under load must not decide what was read. */
  let now = 0;
  beforeEach(() => {
    now = 0;
  });
  const ask = { method: 'POST', headers: {}, body: [Buffer.from('{"a":1}')] } as const;

  async function askOnce(sender: ReturnType<typeof transport>, url: string, own: object = {}): Promise<string> {
    const heard = listener();
    sender.send({ ...ask, url, ...own }, heard);
    const end = await heard.end;
    // A connection is free for the next request one turn after its answer has ended.
    await new Promise((resolve) => setImmediate(resolve));
    return end;
  }

  /** Answers the first request of each connection, and closes it when the next one comes. */
  async function closesOnSecond(connections: string[][]): Promise<string> {
    return upstream((socket) => {
      const requests: string[] = [];
      connections.push(requests);
      socket.on('data', (chunk: Buffer) => {
        requests.push(chunk.toString().split('\r\n')[0] ?? '');
        if (requests.length === 1) socket.write(OK);
        else socket.end();
      });
      socket.resume();
    });
  }

  it('that the upstream closes just when it is asked costs the caller nothing: the request goes out on a new one', async () => {
    const connections: string[][] = [];
    const url = await closesOnSecond(connections);
    const sender = transport(() => now);
    expect(await askOnce(sender, url)).toBe('ended');
    expect(await askOnce(sender, url)).toBe('ended');
    expect(connections).toHaveLength(2);
  });

  it('that breaks informs its caller that the request goes out again, once, and one that holds reveals nothing', async () => {
    const url = await closesOnSecond([]);
    const sender = transport(() => now);
    const told: string[] = [];
    for (const name of ['first', 'second']) {
      expect(await askOnce(sender, url, { onSentAgain: () => void told.push(name) })).toBe('ended');
    }
    expect(told).toEqual(['second']);
  });

  it.each([
    ['at once', 0, ['not read']],
    ['after 60 ms, so that it may have been read', 60, ['uncertain']],
    ['after 101 ms, so that it may have been worked on', 101, []],
  ])('that breaks %s tells its caller what that means', async (_, ms, expected) => {
    const url = await upstream((socket) => {
      let requests = 0;
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) return void socket.write(OK);
        now += ms;
        socket.resetAndDestroy();
      });
      socket.resume();
    });
    const sender = transport(() => now);
    const told: string[] = [];
    const onSentAgain = ({ isUncertain }: { isUncertain: boolean }): void =>
      void told.push(isUncertain ? 'uncertain' : 'not read');
    expect(await askOnce(sender, url)).toBe('ended');
    const end = await askOnce(sender, url, { onSentAgain });
    expect(end === 'ended').toBe(expected.length > 0);
    expect(told).toEqual(expected);
  });

  it('is not the matter where a new one is closed as well: the request itself may be the reason', async () => {
    let connections = 0;
    const url = await upstream((socket) => {
      connections += 1;
      socket.once('data', () => socket.end());
      socket.resume();
    });
    expect(
      await askOnce(
        transport(() => now),
        url,
      ),
    ).toMatch(/closed/);
    expect(connections).toBe(1);
  });

  it('is handed a request once it is open: what cannot be reached is not billed', async () => {
    const sender = transport(() => now);
    const handedOver: string[] = [];
    const url = await closesOnSecond([]);
    expect(await askOnce(sender, url, { onHandedOver: () => void handedOver.push('open') })).toBe('ended');
    const closed = 'http://127.0.0.1:1/path';
    expect(await askOnce(sender, closed, { onHandedOver: () => void handedOver.push('closed') })).toMatch(
      /ECONNREFUSED/,
    );
    expect(handedOver).toEqual(['open']);
  });

  it('that breaks after an answer has begun is not called again', async () => {
    let asked = 0;
    const url = await upstream((socket) => {
      socket.on('data', () => {
        asked += 1;
        if (asked === 1) socket.write(OK);
        else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
      });
      socket.resume();
    });
    const sender = transport(() => now);
    expect(await askOnce(sender, url)).toBe('ended');
    expect(await askOnce(sender, url)).not.toBe('ended');
    expect(asked).toBe(2);
  });

  it.each([
    ['is reset', (socket: Socket) => socket.resetAndDestroy()],
    ['is closed without a word', (socket: Socket) => socket.destroy()],
  ])('that %s just when it is asked is not told to the caller', async (_, breakOff) => {
    let connections = 0;
    const url = await upstream((socket) => {
      connections += 1;
      let requests = 0;
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write(OK);
        else breakOff(socket);
      });
      socket.resume();
    });
    const sender = transport(() => now);
    expect(await askOnce(sender, url)).toBe('ended');
    expect(await askOnce(sender, url)).toBe('ended');
    expect(connections).toBe(2);
  });

  it('is not followed by another kept one that is just as dead: the request goes out on a new one', async () => {
    let connections = 0;
    const waiting: Socket[] = [];
    const url = await upstream((socket) => {
      connections += 1;
      let requests = 0;
      socket.on('data', () => {
        requests += 1;
        if (requests > 1) return void socket.resetAndDestroy();
        if (connections > 3) return void socket.write(OK);
        // The first three are answered together, so that three connections are kept.
        waiting.push(socket);
        if (waiting.length === 3) for (const each of waiting) each.write(OK);
      });
      socket.resume();
    });
    const sender = transport(() => now);
    const first = await Promise.all([1, 2, 3].map(() => askOnce(sender, url)));
    expect(first).toEqual(['ended', 'ended', 'ended']);
    expect(await askOnce(sender, url)).toBe('ended');
    expect(connections).toBe(4);
  });

  it('that breaks after the upstream had time to work is not called again, since that may be paid for twice', async () => {
    let asked = 0;
    const url = await upstream((socket) => {
      socket.on('data', () => {
        asked += 1;
        if (asked === 1) socket.write(OK);
        else {
          now += 400;
          socket.resetAndDestroy();
        }
      });
      socket.resume();
    });
    const sender = transport(() => now);
    expect(await askOnce(sender, url)).toBe('ended');
    expect(await askOnce(sender, url)).not.toBe('ended');
    expect(asked).toBe(2);
  });

  it('over TLS that is reset within a round trip is asked again, and one that is reset later is not', async () => {
    let connections = 0;
    const url = await tlsUpstream((socket, raw) => {
      connections += 1;
      let requests = 0;
      socket.on('data', (chunk: Buffer) => {
        requests += 1;
        if (requests === 1) socket.write(OK);
        else {
          if (chunk.includes('/late')) now += 400;
          raw.resetAndDestroy();
        }
      });
    });
    const sender = transport(() => now);
    expect(await askOnce(sender, url)).toBe('ended');
    expect(await askOnce(sender, url)).toBe('ended');
    expect(connections).toBe(2);
    expect(await askOnce(sender, url)).toBe('ended');
    expect(await askOnce(sender, `${url}/late`)).not.toBe('ended');
    expect(connections).toBe(3);
  });

  it('that breaks after a sign of work (102) is not called again', async () => {
    let asked = 0;
    const url = await upstream((socket) => {
      socket.on('data', () => {
        asked += 1;
        if (asked === 1) socket.write(OK);
        else socket.end('HTTP/1.1 102 Processing\r\n\r\n');
      });
      socket.resume();
    });
    const sender = transport(() => now);
    expect(await askOnce(sender, url)).toBe('ended');
    expect(await askOnce(sender, url)).not.toBe('ended');
    expect(asked).toBe(2);
  });

  it('that breaks while a large body is still on its way is asked again, however long that took', async () => {
    let connections = 0;
    let received = 0;
    const url = await upstream((socket) => {
      connections += 1;
      let requests = 0;
      socket.on('data', (chunk: Buffer) => {
        if (connections === 1 && requests === 1) {
          socket.pause();
          return void setTimeout(() => socket.resetAndDestroy(), 1200);
        }
        if (connections === 1) {
          requests = 1;
          return void socket.write(OK);
        }
        received += chunk.length;
        if (received > 32 * 1024 * 1024) socket.write(OK);
      });
      socket.resume();
    });
    const sender = transport(() => now);
    expect(await askOnce(sender, url)).toBe('ended');
    const heard = listener();
    sender.send({ ...ask, url, body: [Buffer.alloc(32 * 1024 * 1024, 'x')] }, heard);
    expect(await heard.end).toBe('ended');
    expect(connections).toBe(2);
  });
});

describe('interim answers that nobody asked for', () => {
  it.each([
    ['a 100', ['HTTP/1.1 100 Continue\r\n\r\n' + OK]],
    ['a 102 and a 103', ['HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n' + OK]],
    [
      'a 100 in pieces',
      ['HTT', 'P/1.1 10', '0 Continue\r\nx-a: b\r', '\n\r\nHTTP/1', '.1 200 OK\r\ncontent-length: 2\r\n\r\nok'],
    ],
  ])('do not disturb the answer after %s', async (_, pieces) => {
    const url = await upstream((socket) => {
      socket.on('data', () => {
        pieces.forEach((piece, index) => setTimeout(() => socket.write(piece), index * 20));
      });
      socket.resume();
    });
    const sender = transport();
    // Twice: the connection stays usable.
    for (let round = 1; round <= 2; round += 1) {
      const statuses: number[] = [];
      const heard = listener();
      sender.send(
        { method: 'POST', url, headers: {}, body: [Buffer.from('{}')] },
        { ...heard, started: (status) => void statuses.push(status) },
      );
      expect(await heard.end).toBe('ended');
      expect(statuses).toEqual([200]);
      expect(heard.chunks.join('')).toBe('ok');
    }
  });
});

describe('an answer that is compressed although nobody asked for it', () => {
  const TEXT = 'event: ping\ndata: {"type":"ping"}\n\n'.repeat(2000);
  const CODINGS: [string, (bytes: Buffer) => Buffer][] = [
    ['gzip', (bytes) => gzipSync(bytes)],
    ['GZip', (bytes) => gzipSync(bytes)],
    ['deflate', (bytes) => deflateSync(bytes)],
    ['br', (bytes) => brotliCompressSync(bytes)],
    ['zstd', (bytes) => zstdCompressSync(bytes)],
    ['gzip, br', (bytes) => brotliCompressSync(gzipSync(bytes))],
  ];

  async function compressed(coding: string, bytes: Buffer, length = bytes.length): Promise<string> {
    const head = `HTTP/1.1 200 OK\r\ncontent-type: Text/Event-Stream; charset=UTF-8\r\ncontent-encoding: ${coding}\r\n`;
    return upstream((socket) => {
      socket.once('data', () => {
        socket.write(`${head}content-length: ${length}\r\n\r\n`);
        socket.end(bytes);
      });
      socket.resume();
    });
  }

  it.each(CODINGS)('with %s is handed on as it was before', async (coding, compress) => {
    const url = await compressed(coding, compress(Buffer.from(TEXT)));
    const heard = listener();
    let told: Record<string, string> = {};
    transport().send(
      { method: 'POST', url, headers: {}, body: [Buffer.from('{}')] },
      { ...heard, started: (_, headers) => void (told = headers) },
    );
    expect(await heard.end).toBe('ended');
    expect(heard.chunks.join('')).toBe(TEXT);
    // The media type is in lower case, whatever the upstream wrote.
    expect(told).toMatchObject({ 'content-type': 'text/event-stream; charset=UTF-8' });
    expect(told).not.toHaveProperty('content-encoding');
    expect(told).not.toHaveProperty('content-length');
  });

  it.each(CODINGS)('with %s and broken off hands on what came, and is no whole answer', async (coding, compress) => {
    const bytes = compress(Buffer.from(TEXT));
    const url = await compressed(coding, bytes.subarray(0, bytes.length - 5), bytes.length);
    const heard = listener();
    transport().send({ method: 'POST', url, headers: {}, body: [Buffer.from('{}')] }, heard);
    expect(await heard.end).not.toBe('ended');
  });

  it('with gzip is handed on event by event as it comes', async () => {
    const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
    const url = await upstream((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n');
        gzip.on('data', (chunk: Buffer) => socket.write(chunk));
        gzip.write('event: one\n\n');
      });
      socket.resume();
    });
    const heard = listener();
    const first = Promise.withResolvers<string>();
    const stop = transport().send(
      { method: 'POST', url, headers: {}, body: [Buffer.from('{}')] },
      { ...heard, data: (chunk) => first.resolve(chunk.toString()) },
    );
    expect(await first.promise).toBe('event: one\n\n');
    stop();
  });

  it('in a coding that nobody knows is refused by its name', async () => {
    const url = await compressed('snappy', Buffer.from('xx'));
    const heard = listener();
    transport().send({ method: 'POST', url, headers: {}, body: [Buffer.from('{}')] }, heard);
    expect(await heard.end).toContain('"snappy"');
  });

  it('waits where the caller does not read', async () => {
    let written = 0;
    const block = gzipSync(Buffer.alloc(1024 * 1024, 'abc'), { level: 0 });
    const url = await upstream((socket) => {
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${block.length * 4}\r\n\r\n`);
        const more = (): void => {
          while (written < 4) {
            written += 1;
            if (!socket.write(block)) return void socket.once('drain', more);
          }
        };
        more();
      });
      socket.resume();
    });
    const heard = listener();
    let flow: Flow | null = null;
    let bytes = 0;
    transport().send(
      { method: 'POST', url, headers: {}, body: [Buffer.from('{}')] },
      {
        ...heard,
        started: (_status, _headers, given) => void (flow = given),
        data(chunk) {
          bytes += chunk.length;
          flow?.pause();
          setTimeout(() => flow?.resume(), bytes < 1024 * 1024 ? 5 : 0);
        },
      },
    );
    expect(await heard.end).toBe('ended');
    expect(bytes).toBe(4 * 1024 * 1024);
  });
});

describe('header text outside of ASCII', () => {
  it('travels as UTF-8', async () => {
    const { promise: seen, resolve } = Promise.withResolvers<string>();
    const url = await upstream((socket) => {
      socket.once('data', (chunk: Buffer) => {
        resolve(chunk.toString('utf8'));
        socket.write(OK);
      });
      socket.resume();
    });
    const heard = listener();
    transport().send({ method: 'POST', url, headers: { 'x-team': 'Köln 日本' }, body: [Buffer.from('{}')] }, heard);
    expect(await heard.end).toBe('ended');
    expect(await seen).toContain('x-team: Köln 日本\r\n');
  });
});
