/** Requests that leave through an egress proxy: what the proxy sees, and what the guard still refuses. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Receiver } from '../../gateway/transport.ts';
import { createSendSigned } from './operators-own.ts';
import { createOtlpPost } from './post-otlp.ts';
import { createTransport } from './transport.ts';
import { createUrlGuard, notAllowed, type UrlGuard } from './url-guard.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

interface Proxy {
  url: string;
  /** Method, target and credentials of each request. */
  seen: string[];
  /** First bytes that came through a tunnel. */
  tunnelled: Promise<Buffer>;
}

/** Answers plain requests itself; lets tunnels through to nowhere. `connectStatus` other than 200 refuses them. */
async function openProxy(connectStatus = 200): Promise<Proxy> {
  const seen: string[] = [];
  const note = ({ method, url, headers }: IncomingMessage): void =>
    void seen.push(`${method} ${url} ${headers['proxy-authorization'] ?? '-'} host=${headers.host}`);
  const { promise: tunnelled, resolve } = Promise.withResolvers<Buffer>();
  const server = createServer((request, response) => {
    note(request);
    response.end('through the proxy');
  });
  server.on('connect', (request, socket) => {
    note(request);
    socket.on('error', () => undefined);
    socket.write(`HTTP/1.1 ${connectStatus} Whatever\r\n\r\n`);
    if (connectStatus !== 200) return void socket.end();
    socket.once('data', (bytes: Buffer) => {
      resolve(bytes);
      socket.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://gate:se%3Acret@127.0.0.1:${(server.address() as AddressInfo).port}/`, seen, tunnelled };
}

const CREDENTIALS = `Basic ${Buffer.from('gate:se:cret').toString('base64')}`;

function ask(
  url: string,
  proxy: Proxy,
  options: { trusted?: string[]; noProxy?: string; guard?: UrlGuard } = {},
): Promise<string> {
  const egress = { httpProxy: proxy.url, httpsProxy: proxy.url, noProxy: options.noProxy ?? '' };
  const sender = createTransport({
    guard: options.guard ?? createUrlGuard(options.trusted ?? []),
    egress,
    elapsed: () => performance.now(),
  });
  opened.push(() => sender.close());
  return new Promise((resolve) => {
    let text = '';
    const receiver: Receiver = {
      started: () => undefined,
      data: (chunk) => void (text += chunk.toString()),
      ended: () => resolve(text),
      failed: (error) => resolve(`failed: ${error.message}`),
    };
    sender.send({ method: 'POST', url, headers: { 'x-a': 'b' }, body: [Buffer.from('{}')] }, receiver);
  });
}

describe('an egress proxy', () => {
  it('is given the whole URL of a plain http upstream, whose name only the proxy needs to know', async () => {
    const proxy = await openProxy();
    expect(await ask('http://models.no-such-zone.example:8000/v1/messages?x=1', proxy)).toBe('through the proxy');
    expect(proxy.seen).toEqual([
      `POST http://models.no-such-zone.example:8000/v1/messages?x=1 ${CREDENTIALS} host=models.no-such-zone.example:8000`,
    ]);
  });

  it('opens a tunnel to an https upstream, in which TLS is spoken with the upstream itself', async () => {
    const proxy = await openProxy();
    const failed = ask('https://models.no-such-zone.example/v1/messages', proxy);
    const hello = await proxy.tunnelled;
    // A TLS handshake record, with the upstream's name in it.
    expect(hello[0]).toBe(0x16);
    expect(hello.toString('latin1')).toContain('models.no-such-zone.example');
    expect(proxy.seen).toEqual([
      `CONNECT models.no-such-zone.example:443 ${CREDENTIALS} host=models.no-such-zone.example:443`,
    ]);
    expect(await failed).toMatch(/^failed/);
  });

  it('that refuses the credentials is reported as that, without its address', async () => {
    const proxy = await openProxy(407);
    const told = await ask('https://models.no-such-zone.example/v1/messages', proxy);
    expect(told).toBe(
      'failed: The egress proxy refused to open a connection to the upstream (status 407): check the user and password in HTTPS_PROXY.',
    );
  });

  it.each(['http://169.254.169.254/latest', 'https://10.0.0.1/x', 'http://metadata.google.internal/x'])(
    'is never asked for %s, which the guard refuses by its name',
    async (url) => {
      const proxy = await openProxy();
      expect(await ask(url, proxy)).toMatch(/^failed: Tollgate may not call this address/);
      expect(proxy.seen).toEqual([]);
    },
  );

  it('is never asked for a name that this machine resolves to a private address', async () => {
    const guard = createUrlGuard([]);
    await expect(guard.checkName('localhost')).rejects.toThrow(/not a public address/);
    await expect(guard.checkName('no-such-name.example')).resolves.toBeUndefined();
    const privateName: UrlGuard = {
      ...guard,
      checkName: (host) => Promise.reject(notAllowed(`${host} is not a public address`)),
    };
    const proxy = await openProxy();
    for (const url of ['http://rebind.example.com/x', 'https://rebind.example.com/x']) {
      expect(await ask(url, proxy, { guard: privateName })).toMatch(/^failed: .*rebind\.example\.com is not a public/);
    }
    expect(proxy.seen).toEqual([]);
  });

  it('is passed by where NO_PROXY says so', async () => {
    const proxy = await openProxy();
    const direct = createServer((_, response) => response.end('direct')).listen(0, '127.0.0.1');
    await once(direct, 'listening');
    opened.push(() => direct.close());
    const url = `http://127.0.0.1:${(direct.address() as AddressInfo).port}/`;
    expect(await ask(url, proxy, { trusted: ['127.0.0.1'], noProxy: '*' })).toBe('direct');
    expect(proxy.seen).toEqual([]);
  });
});

describe('what the operator named, outside', () => {
  const through = (proxy: Proxy, noProxy = '') => ({ httpProxy: proxy.url, httpsProxy: proxy.url, noProxy });

  it('is reached by a tunnel as well: a collector of OpenTelemetry, and a store of bodies', async () => {
    const proxy = await openProxy(407);
    const collector = { endpoint: 'https://collector.no-such-zone.example', headers: {} };
    await expect(createOtlpPost(collector, through(proxy))('/v1/traces', '{}')).rejects.toThrow('EPROXY');
    const request = new Request('https://store.no-such-zone.example:9000/a');
    await expect(createSendSigned(through(proxy))(request, null)).rejects.toThrow();
    expect(proxy.seen).toEqual([
      `CONNECT collector.no-such-zone.example:443 ${CREDENTIALS} host=collector.no-such-zone.example:443`,
      `CONNECT store.no-such-zone.example:9000 ${CREDENTIALS} host=store.no-such-zone.example:9000`,
    ]);
  });

  it('is reached directly where NO_PROXY names it', async () => {
    const proxy = await openProxy();
    const collector = { endpoint: 'https://collector.no-such-zone.example', headers: {} };
    const post = createOtlpPost(collector, through(proxy, '.no-such-zone.example'));
    await expect(post('/v1/traces', '{}')).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
    expect(proxy.seen).toEqual([]);
  });

  it('and over plain HTTP, which is of the own network, with the body and the headers that were signed', async () => {
    const proxy = await openProxy();
    const heard: string[] = [];
    const store = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => heard.push(text));
      request.on('end', () => response.setHeader('x-seen', String(request.headers['authorization'])).end('kept'));
    }).listen(0, '127.0.0.1');
    await once(store, 'listening');
    opened.push(() => store.close());
    const url = `http://127.0.0.1:${(store.address() as AddressInfo).port}/b/a%20key`;
    const request = new Request(url, { method: 'PUT', body: 'bytes', headers: { authorization: 'AWS4 x' } });
    const answer = await createSendSigned(through(proxy))(request, new Uint8Array(Buffer.from('bytes')));
    expect([answer.status, answer.headers.get('x-seen'), await answer.text()]).toEqual([200, 'AWS4 x', 'kept']);
    expect(heard).toEqual(['bytes']);
    expect(proxy.seen).toEqual([]);
  });
});
