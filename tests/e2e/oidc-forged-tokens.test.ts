/** A directory that answers with whatever ID token an attacker would like: none of them signs anybody in. */
import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOwner, type Browser } from '../../testkit/browser.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';

const CLIENT = { id: 'tollgate', secret: 'a-client-secret-of-the-tests' };
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });

let tollgate: Tollgate;
let owner: Browser;
let directory: Server;
let issuer: string;
let provider: JsonRecord;
/** What the token endpoint answers next. */
let idToken = '';

beforeAll(async () => {
  directory = createServer((request, response) => {
    const known: Record<string, object> = {
      '/.well-known/openid-configuration': {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      },
      '/jwks': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] },
      '/token': { access_token: 'opaque', token_type: 'bearer', expires_in: 60, id_token: idToken },
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(known[(request.url ?? '').split('?')[0] ?? ''] ?? {}));
  });
  await new Promise<void>((resolve) => directory.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(directory.address() as AddressInfo).port}`;
  tollgate = await startTollgate({ env: { TOLLGATE_VERIFIED_DOMAINS: 'example.com' } });
  owner = await firstOwner(tollgate);
  await owner.send('PUT', '/admin/identity-settings', { domains: [{ domain: 'example.com' }] });
  const oidc = { issuer, client_id: CLIENT.id, client_secret: CLIENT.secret };
  const made = await owner.send('POST', '/admin/identity-providers', { kind: 'oidc', name: 'Forger', oidc });
  expect(made).toMatchObject({ status: 200 });
  provider = made.body;
});
afterAll(async () => {
  await tollgate.stop();
  await new Promise((resolve) => directory.close(resolve));
});

interface Begun {
  state: string;
  nonce: string;
  cookie: string;
}

async function begin(): Promise<Begun> {
  const out = await fetch(String(provider['start_url']), { redirect: 'manual' });
  const { searchParams } = new URL(out.headers.get('location') ?? '');
  const cookie = out.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  return { state: searchParams.get('state') ?? '', nonce: searchParams.get('nonce') ?? '', cookie };
}

const claims = (nonce: string): JsonRecord => ({
  iss: issuer,
  aud: CLIENT.id,
  sub: 'dora',
  nonce,
  email: 'dora@example.com',
  email_verified: true,
  iat: Math.floor(Date.now() / 1000),
  exp: Math.floor(Date.now() / 1000) + 300,
});

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function signed(payload: object, { key = privateKey, header = {} }: { key?: KeyObject; header?: object } = {}): string {
  const text = `${part({ alg: 'RS256', kid: 'one', ...header })}.${part(payload)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

function withSharedSecret(payload: object, secret: string): string {
  const text = `${part({ alg: 'HS256', kid: 'one' })}.${part(payload)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

async function signIn(make: (nonce: string) => string): Promise<{ refusal: string; hasSession: boolean }> {
  const { state, nonce, cookie } = await begin();
  idToken = make(nonce);
  const url = `${String(provider['callback_url'])}?code=c&state=${state}`;
  const back = await fetch(url, { redirect: 'manual', headers: { cookie } });
  const refusal = new URL(back.headers.get('location') ?? '', tollgate.url).searchParams.get('sign_in_error') ?? '';
  const hasSession = back.headers.getSetCookie().some((line) => line.startsWith('tollgate_session'));
  return { refusal, hasSession };
}

const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

describe('an ID token', () => {
  it('that is right signs in: what follows differs from it in one thing each', async () => {
    expect(await signIn((nonce) => signed(claims(nonce)))).toEqual({ refusal: '', hasSession: true });
  });

  it.each<[string, (nonce: string) => string]>([
    ['of the algorithm none', (nonce) => `${part({ alg: 'none' })}.${part(claims(nonce))}.`],
    ['signed with the public key as a shared secret', (nonce) => withSharedSecret(claims(nonce), pemOf(publicKey))],
    ['signed with the client secret', (nonce) => withSharedSecret(claims(nonce), CLIENT.secret)],
    ['signed by another key of the same name', (nonce) => signed(claims(nonce), { key: other.privateKey })],
    [
      'signed by a key that it brings',
      (nonce) =>
        signed(claims(nonce), {
          key: other.privateKey,
          header: { kid: undefined, jwk: other.publicKey.export({ format: 'jwk' }) },
        }),
    ],
    [
      'whose kid leads to a file',
      (nonce) => signed(claims(nonce), { key: other.privateKey, header: { kid: '../../../../dev/null' } }),
    ],
    ['of another sign-in (nonce)', () => signed(claims('a-nonce-of-another-sign-in'))],
    ['without a nonce', (nonce) => signed({ ...claims(nonce), nonce: undefined })],
    ['of another issuer', (nonce) => signed({ ...claims(nonce), iss: 'https://evil.example' })],
    ['for another client', (nonce) => signed({ ...claims(nonce), aud: 'somebody-else' })],
    ['for several, and made for another', (nonce) => signed({ ...claims(nonce), aud: [CLIENT.id, 'x'], azp: 'x' })],
    ['that is over', (nonce) => signed({ ...claims(nonce), exp: Math.floor(Date.now() / 1000) - 120 })],
    [
      'changed after it was signed',
      (nonce) => signed(claims(nonce)).replace(/\.[^.]*\./, `.${part({ ...claims(nonce), sub: 'boss' })}.`),
    ],
  ])('%s is refused', async (_, make) => {
    expect(await signIn(make)).toEqual({ refusal: 'answer-invalid', hasSession: false });
  });

  it('is taken once: the same answer again is refused', async () => {
    const { state, nonce, cookie } = await begin();
    idToken = signed(claims(nonce));
    const url = `${String(provider['callback_url'])}?code=c&state=${state}`;
    const visit = async () => (await fetch(url, { redirect: 'manual', headers: { cookie } })).headers.get('location');
    expect(await visit()).toBe('/');
    expect(await visit()).toBe('/?sign_in_error=flow-over');
  });
});
