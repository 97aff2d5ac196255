import { once } from 'node:events';
import {
  createServer,
  request as openHttp1,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { connect as connectSocket, createServer as createRelay, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it, vi } from 'vitest';
import { createHttp2Connections, type Http2Connections, type Http2Options } from './connections.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

interface Opened {
  url: string;
  port: number;
  server: Server;
  http2: Http2Connections;
}

async function open(serve: RequestListener, options: Partial<Http2Options> = {}): Promise<Opened> {
  const http2 = createHttp2Connections({
    serve,
    refuseExpectation: (_, response) => void response.writeHead(417).end(),
    maxHeaderBytes: 64 * 1024,
    headersMs: 30_000,
    idleMs: 60_000,
    admit: () => () => undefined,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    ...options,
  });
  const server = createServer(serve);
  server.on('clientError', (error, socket) => {
    if (!http2.takeOver(error, socket)) socket.end('HTTP/1.1 400 Refused\r\nconnection: close\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    http2.cut();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, server, http2 };
}

function session(url: string): ClientHttp2Session {
  const client = connect(url);
  client.on('error', () => undefined);
  ends.push(() => client.destroy());
  return client;
}

interface Answer {
  status: unknown;
  headers: Record<string, unknown>;
  text: string;
}

async function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
  return { status: headers[':status'], headers, text: await text(stream) };
}

/** The code of RFC 9113 §7 that the stream ended with. */
async function codeOf(stream: ClientHttp2Stream): Promise<number | undefined> {
  stream.on('error', () => undefined).resume();
  await closed(stream);
  return stream.rstCode;
}

/** Whether it ends well or with an error. */
function closed(ended: ClientHttp2Stream | ClientHttp2Session): Promise<void> {
  return new Promise((resolve) => void ended.once('close', resolve));
}

const echo: RequestListener = (request, response) => void answerBack(request, response);

async function answerBack(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const { method, url, headers } = request;
  response.writeHead(200, { 'content-type': 'application/json', connection: 'close', 'keep-alive': 'timeout=5' });
  response.end(JSON.stringify({ method, url, headers, body }));
}

it('a request of HTTP/2 reads as one of HTTP/1.1, on the same port', async () => {
  const { url, port } = await open(echo);
  const stream = session(url).request({
    ':method': 'POST',
    ':path': '/a?b=c',
    'x-own': 'mine',
    cookie: ['a=1', 'b=2'],
  });
  stream.end('words');
  const { status, headers, text: body } = await answerOf(stream);
  expect(status).toBe(200);
  expect(headers).not.toHaveProperty('connection');
  expect(JSON.parse(body)).toEqual({
    method: 'POST',
    url: '/a?b=c',
    headers: { host: `127.0.0.1:${port}`, 'x-own': 'mine', cookie: 'a=1; b=2' },
    body: 'words',
  });
  const http1 = openHttp1(`${url}/old`, { method: 'POST' });
  http1.end('words');
  const [old] = (await once(http1, 'response')) as [IncomingMessage];
  expect(JSON.parse(await text(old))).toMatchObject({ url: '/old', body: 'words' });
});

/** Sends what a client says on in pieces of `size` bytes, each in a packet of its own. */
async function inPieces(port: number, size: number): Promise<string> {
  const relay = createRelay((near) => {
    const far = connectSocket(port, '127.0.0.1').setNoDelay();
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy()).pipe(near);
    void (async () => {
      for await (const chunk of near as AsyncIterable<Buffer>) {
        for (let at = 0; at < chunk.length; at += size) {
          far.write(chunk.subarray(at, at + size));
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
      }
    })().catch(() => undefined);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  ends.push(() => relay.close());
  return `http://127.0.0.1:${(relay.address() as AddressInfo).port}`;
}

it.each([1, 7, 23, 25])('the preface may come in packets of %i bytes', async (size) => {
  const { port } = await open(echo);
  const stream = session(await inPieces(port, size)).request({ ':path': '/' });
  expect((await answerOf(stream)).status).toBe(200);
});

it.each([
  ['a preface that is wrong at its end', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r!'],
  ['a request of HTTP/1.1 before it', 'GET / HTTP/1.1\r\nhost: a\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
])('what is no HTTP/2 is refused: %s', async (_, bytes) => {
  const { port } = await open(echo);
  const socket = connectSocket(port, '127.0.0.1');
  socket.write(bytes);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 (?:400|200)/);
});

it('garbage after the preface ends the connection and nothing else', async () => {
  const { url, port } = await open(echo);
  const socket = connectSocket(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${'x'.repeat(100_000)}`);
  await once(socket.resume(), 'close');
  expect((await answerOf(session(url).request({ ':path': '/' }))).status).toBe(200);
});

it('a large body passes whole in both directions', async () => {
  const { url } = await open(echo);
  const body = 'ä'.repeat(700_000);
  const stream = session(url).request({ ':method': 'POST', ':path': '/' });
  stream.end(body);
  expect(JSON.parse((await answerOf(stream)).text)).toMatchObject({ body });
});

it('a body that its client breaks off is not complete', async () => {
  const broken = Promise.withResolvers<{ complete: boolean; destroyed: boolean; finished: boolean }>();
  const { url } = await open((request, response) => {
    request.resume();
    response.on('close', () =>
      broken.resolve({
        complete: request.complete,
        destroyed: response.destroyed,
        finished: response.writableFinished,
      }),
    );
  });
  const stream = session(url).request({ ':method': 'POST', ':path': '/' });
  stream.on('error', () => undefined);
  stream.write('half of it', () => stream.close(constants.NGHTTP2_CANCEL));
  expect(await broken.promise).toEqual({ complete: false, destroyed: true, finished: false });
});

it('an answer that is cut off ends with an error', async () => {
  const { url } = await open((_, response) => {
    response.writeHead(200).write('half of it');
    setTimeout(() => response.destroy(), 20);
  });
  expect(await codeOf(session(url).request({ ':path': '/' }))).toBe(constants.NGHTTP2_INTERNAL_ERROR);
});

it('a request is answered before its body has ended, and does not hold its stream for ever', async () => {
  const timers: (() => void)[] = [];
  const { url } = await open((_, response) => void response.writeHead(200).end('early'), {
    after: (_, run) => {
      timers.push(run);
      return () => undefined;
    },
  });
  const stream = session(url).request({ ':method': 'POST', ':path': '/' });
  stream.write('never ended');
  expect((await answerOf(stream)).text).toBe('early');
  await vi.waitFor(() => expect(timers).toHaveLength(1), { timeout: 10_000 });
  timers[0]?.();
  expect(await codeOf(stream)).toBe(constants.NGHTTP2_NO_ERROR);
});

it('HEAD is answered without a body, and Expect like in HTTP/1.1', async () => {
  const { url } = await open((_, response) => void response.writeHead(200, { 'content-length': '5' }).end('words'));
  const client = session(url);
  expect(await answerOf(client.request({ ':method': 'HEAD', ':path': '/' }))).toMatchObject({ status: 200, text: '' });
  const patient = client.request({ ':method': 'POST', ':path': '/', expect: '100-continue' });
  const continued = once(patient, 'continue');
  await continued;
  patient.end('body');
  expect((await answerOf(patient)).status).toBe(200);
  const odd = client.request({ ':method': 'POST', ':path': '/', expect: 'something' });
  odd.end();
  expect((await answerOf(odd)).status).toBe(417);
});

it('headers beyond the bound end their request, and others are served', async () => {
  const { url } = await open(echo);
  const lost = session(url);
  lost.request({ ':path': '/', 'x-huge': 'x'.repeat(70_000) }).on('error', () => undefined);
  await closed(lost);
  const client = session(url);
  const half = 'x'.repeat(35_000);
  const huge = client.request({ ':path': '/', 'x-huge': half, 'x-huger': half });
  expect(await codeOf(huge)).not.toBe(constants.NGHTTP2_NO_ERROR);
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`x-${at}`, '1']));
  const crowded = session(url).request({ ':path': '/', ...many });
  expect(await codeOf(crowded)).not.toBe(constants.NGHTTP2_NO_ERROR);
  expect((await answerOf(session(url).request({ ':path': '/' }))).status).toBe(200);
});

it('a connection has at most a hundred requests open, and the others wait at the client', async () => {
  let running = 0;
  let most = 0;
  const { url } = await open((_, response) => {
    running += 1;
    most = Math.max(most, running);
    setTimeout(() => {
      running -= 1;
      response.end('done');
    }, 50);
  });
  const client = session(url);
  await once(client, 'remoteSettings');
  const answers = await Promise.all(Array.from({ length: 250 }, () => answerOf(client.request({ ':path': '/' }))));
  expect(answers.every(({ text: body }) => body === 'done')).toBe(true);
  expect(most).toBe(100);
});

it('who opens requests and cancels them at once, again and again, loses the connection', async () => {
  let served = 0;
  const { url } = await open((_, response) => {
    served += 1;
    response.on('error', () => undefined);
  });
  const client = session(url);
  await once(client, 'remoteSettings');
  const isOver = closed(client);
  const flood = (): void => {
    if (client.destroyed || client.closed) return;
    for (let at = 0; at < 50; at += 1) {
      const stream = client.request({ ':path': '/' });
      stream.on('error', () => undefined);
      stream.close(constants.NGHTTP2_CANCEL);
    }
    setImmediate(flood);
  };
  flood();
  await isOver;
  expect(served).toBeLessThan(1000);
  expect((await answerOf(session((await open(echo)).url).request({ ':path': '/' }))).status).toBe(200);
});

it('a request beyond what an address may have is refused so that it may be sent again', async () => {
  let places = 1;
  const { url } = await open((_, response) => void setTimeout(() => response.end('done'), 100), {
    admit: () => {
      if (places === 0) return false;
      places -= 1;
      return () => (places += 1);
    },
  });
  const client = session(url);
  const first = answerOf(client.request({ ':path': '/' }));
  expect(await codeOf(client.request({ ':path': '/' }))).toBe(constants.NGHTTP2_REFUSED_STREAM);
  expect((await first).text).toBe('done');
  await vi.waitFor(() => expect(places).toBe(1), { timeout: 10_000 });
});

it('who asks nothing is closed after the time for headers, and who asks has the longer time', async () => {
  const { url } = await open(echo, { headersMs: 100 });
  const silent = session(url);
  const busy = session(url);
  expect((await answerOf(busy.request({ ':path': '/' }))).status).toBe(200);
  await closed(silent);
  expect((await answerOf(busy.request({ ':path': '/' }))).status).toBe(200);
});

it('who leaves tells so, answers what is still asked, and lets what runs end', async () => {
  const { url, http2 } = await open((_, response) => {
    response.writeHead(200).write('begun, ');
    setTimeout(() => response.end('ended'), 150);
  });
  const client = session(url);
  const running = client.request({ ':path': '/' });
  await once(running, 'response');
  const goaway = once(client, 'goaway') as Promise<[number, number]>;
  const isOver = closed(client);
  http2.leave();
  expect((await goaway).slice(0, 2)).toEqual([constants.NGHTTP2_NO_ERROR, 2 ** 31 - 1]);
  const late = session(url);
  const lateAnswer = answerOf(late.request({ ':path': '/' }));
  expect(await text(running)).toBe('begun, ended');
  expect((await lateAnswer).text).toBe('begun, ended');
  await isOver;
});

it('closing ends idle connections, and others with their last answer', async () => {
  const { url, http2, server } = await open((_, response) => {
    response.writeHead(200).write('begun, ');
    setTimeout(() => response.end('ended'), 150);
  });
  const idle = session(url);
  await once(idle, 'remoteSettings');
  const client = session(url);
  const running = client.request({ ':path': '/' });
  await once(running, 'response');
  const isDone = new Promise((resolve) => server.close(resolve));
  http2.close();
  await once(idle, 'close');
  expect(await text(running)).toBe('begun, ended');
  await isDone;
});

it('a client that goes away ends its requests', async () => {
  const ended = Promise.withResolvers<boolean>();
  const { url } = await open((_, response) => {
    response.writeHead(200).write('begun');
    response.on('close', () => ended.resolve(response.writableFinished));
  });
  const client = session(url);
  const stream = client.request({ ':path': '/' });
  stream.on('error', () => undefined);
  await once(stream, 'response');
  client.destroy();
  expect(await ended.promise).toBe(false);
});
