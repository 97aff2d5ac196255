/** TLS on our own port: the certificate of the files, and a new one without a restart. */
import { execFile } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';

let folder: string;
let tollgate: Tollgate;
const file = (name: string): string => join(folder, name);

async function makeCertificate(name: string, to: string): Promise<void> {
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', file(`${to}.key`)];
  await promisify(execFile)('openssl', ['req', '-x509', '-days', '2', ...subject, ...key, '-out', file(`${to}.pem`)]);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tls-'));
  await makeCertificate('first', 'server');
  tollgate = await startTollgate({ args: ['--tls-cert', file('server.pem'), '--tls-key', file('server.key')] });
});
afterAll(async () => {
  await tollgate.stop();
  await rm(folder, { recursive: true, force: true });
});

const port = (): number => Number(new URL(tollgate.url).port);

function commonName(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: port(), host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.end();
    });
    socket.once('error', reject);
  });
}

function getJson(path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request(`${tollgate.url}${path}`, { rejectUnauthorized: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(JSON.parse(text)));
    });
    sent.once('error', reject);
    sent.end();
  });
}

it('serves by the certificate of its files, and names itself https', async () => {
  expect(tollgate.url).toMatch(/^https:/);
  expect(await commonName()).toBe('first');
  expect(await getJson('/.well-known/oauth-authorization-server')).toMatchObject({ issuer: tollgate.url });
});

it('speaks HTTP/2 with clients that ask for it, and knows its own address there too', async () => {
  const client = connectHttp2(tollgate.url, { rejectUnauthorized: false });
  const stream = client.request({ ':path': '/.well-known/oauth-authorization-server' });
  const body: unknown = JSON.parse(await textOf(stream));
  expect(client.alpnProtocol).toBe('h2');
  expect(body).toMatchObject({ issuer: tollgate.url });
  client.close();
  await once(client, 'close');
});

it('takes a new certificate without a restart, and keeps the old one while the new one is broken', async () => {
  await writeFile(file('server.pem'), 'no certificate');
  await vi.waitFor(() => expect(tollgate.stderr()).toContain('cannot be used'), { timeout: 30_000, interval: 200 });
  expect(await commonName()).toBe('first');
  await makeCertificate('second', 'next');
  await rename(file('next.key'), file('server.key'));
  await rename(file('next.pem'), file('server.pem'));
  await vi.waitFor(async () => expect(await commonName()).toBe('second'), { timeout: 30_000, interval: 200 });
});

it('is not started with half of a pair, nor with files that do not belong together', async () => {
  await makeCertificate('other', 'other');
  const start = (args: string[]) => startTollgate({ args }).then((started) => started.stop());
  await expect(start(['--tls-cert', file('other.pem')])).rejects.toThrow('give both');
  await expect(start(['--tls-cert', file('other.pem'), '--tls-key', file('server.key')])).rejects.toThrow('--tls-cert');
});
