import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Receiver } from '../../gateway/transport.ts';
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

function transport() {
  const made = createTransport({ guard: createUrlGuard(['127.0.0.1']) });
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
  const ask = { method: 'POST', headers: {}, body: [Buffer.from('{"a":1}')] } as const;

  async function askOnce(sender: ReturnType<typeof transport>, url: string): Promise<string> {
    const heard = listener();
    sender.send({ ...ask, url }, heard);
    return heard.end;
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
    const sender = transport();
    expect(await askOnce(sender, url)).toBe('ended');
    expect(await askOnce(sender, url)).toBe('ended');
    expect(connections).toHaveLength(2);
  });

  it('is not the matter where a new one is closed as well: the request itself may be the reason', async () => {
    let connections = 0;
    const url = await upstream((socket) => {
      connections += 1;
      socket.once('data', () => socket.end());
      socket.resume();
    });
    expect(await askOnce(transport(), url)).toMatch(/closed/);
    expect(connections).toBe(1);
  });

  it('that breaks after an answer has begun is not asked again', async () => {
    let asked = 0;
    const url = await upstream((socket) => {
      socket.on('data', () => {
        asked += 1;
        if (asked === 1) socket.write(OK);
        else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
      });
      socket.resume();
    });
    const sender = transport();
    expect(await askOnce(sender, url)).toBe('ended');
    expect(await askOnce(sender, url)).not.toBe('ended');
    expect(asked).toBe(2);
  });
});
