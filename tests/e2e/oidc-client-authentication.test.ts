/** How we prove to a directory who we are: each way against a directory that takes this one only, and the others refused there. */
import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { firstOwner, type Browser } from '../../testkit/browser.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { CLIENT, startOidcDirectory, type OidcDirectory } from '../../testkit/oidc-directory.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';

vi.setConfig({ hookTimeout: 60_000 });

const WAYS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const;
type Way = (typeof WAYS)[number];

let tollgate: Tollgate;
let owner: Browser;
const directories = new Map<Way, OidcDirectory>();

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** As the directory knows our key: from our own page of keys, where it is under the same name. */
async function publicJwk(): Promise<JWK> {
  const jwk = await exportJWK(publicKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) };
}

async function connect(way: Way, issuer: string): Promise<JsonRecord> {
  const bySecret = way === 'none' ? {} : { client_secret: CLIENT.secret };
  const secret = way === 'private_key_jwt' ? { private_key: PEM } : bySecret;
  const made = await owner.send('POST', '/admin/identity-providers', {
    kind: 'oidc',
    name: way,
    oidc: { issuer, client_id: CLIENT.id, token_auth: way, ...secret },
  });
  expect(made).toMatchObject({ status: 200 });
  return made.body;
}

beforeAll(async () => {
  tollgate = await startTollgate({ env: { TOLLGATE_VERIFIED_DOMAINS: 'example.com' } });
  owner = await firstOwner(tollgate);
  await owner.send('PUT', '/admin/identity-settings', { domains: [{ domain: 'example.com' }] });
});
afterAll(async () => {
  await tollgate?.stop();
  await Promise.all([...directories.values()].map((directory) => directory.close()));
});

/** The session's cookie, or the name of the refusal. */
async function signIn(provider: JsonRecord, directory: OidcDirectory): Promise<string> {
  directory.allow(String(provider['callback_url']));
  directory.person({ sub: 'dir-1', email: 'dora@example.com', email_verified: true });
  const out = await fetch(String(provider['start_url']), { redirect: 'manual' });
  const flow = out.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  const back = await directory.signIn(out.headers.get('location') ?? '');
  const done = await fetch(back, { redirect: 'manual', headers: { cookie: flow.join('; ') } });
  const refusal = new URL(done.headers.get('location') ?? '', tollgate.url).searchParams.get('sign_in_error');
  const isIn = done.headers
    .getSetCookie()
    .some((line) => line.startsWith('tollgate_session') && !line.includes('Max-Age=0'));
  return isIn ? 'signed in' : (refusal ?? `status ${done.status}`);
}

it.each(WAYS)('a directory that takes %s lets us in by it, and by no other way', async (taken) => {
  const directory = await startOidcDirectory({
    token_endpoint_auth_method: taken,
    ...(taken === 'private_key_jwt' ? { jwks: { keys: [await publicJwk()] } } : {}),
  });
  directories.set(taken, directory);
  for (const way of WAYS) {
    const provider = await connect(way, directory.issuer);
    expect(await signIn(provider, directory), way).toBe(way === taken ? 'signed in' : 'answer-invalid');
  }
});

it('our public key is published under the name that our assertions have, and the private one is not', async () => {
  const provider = await connect('private_key_jwt', 'http://127.0.0.1:9');
  const page = String(provider['start_url']).replace(/\/start$/, '/jwks.json');
  const { keys }: { keys?: JWK[] } = (await (await fetch(page)).json()) as { keys?: JWK[] };
  expect(keys).toEqual([{ ...(await publicJwk()), alg: 'ES256', use: 'sig' }]);
});
