import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { testCheck } from '../../check.suite.ts';
import type { CheckPorts, Subject } from '../../check.ts';
import { judgementOf } from '../../run-check.ts';
import { jwt } from './index.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] };
const NOW = 1_764_500_000;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
function tokenOf(claims: object, { alg = 'RS256', key = privateKey } = {}): string {
  const signed = `${part({ alg, kid: 'k1' })}.${part({ exp: NOW + 60, iat: NOW, ...claims })}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}
const bearing = (token: string) => ({ request: { headers: { authorization: `Bearer ${token}` } } });
const parameters = { jwks };
const introspecting = {
  introspectEndpoint: 'https://id.corp.com/introspect',
  introspectHeaders: { authorization: 'Basic eA==' },
};
const says = (body: object) => ({ status: 200, headers: {}, body: JSON.stringify(body) });

testCheck({
  check: jwt,
  wrong: [
    {},
    { jwksUri: 'file:///k' },
    { jwks, algorithms: ['none'] },
    { jwks, maxTokenAge: 'long' },
    { introspectEndpoint: 'ftp://x' },
  ],
  cases: [
    { name: 'a good token', parameters, subject: bearing(tokenOf({})), verdict: true },
    { name: 'no token', parameters, verdict: false },
    { name: 'one that has expired', parameters, subject: bearing(tokenOf({ exp: NOW - 60 })), verdict: false },
    { name: 'one without an end', parameters, subject: bearing(tokenOf({ exp: undefined })), verdict: false },
    { name: 'one that is not valid yet', parameters, subject: bearing(tokenOf({ nbf: NOW + 60 })), verdict: false },
    { name: 'one that is too old', parameters, subject: bearing(tokenOf({ iat: NOW - 90_000 })), verdict: false },
    {
      name: 'one that another has signed',
      parameters,
      subject: bearing(tokenOf({}, { key: other.privateKey })),
      verdict: false,
    },
    {
      name: 'one that says it needs no signature',
      parameters,
      subject: bearing(tokenOf({}, { alg: 'none' })),
      verdict: false,
    },
    {
      name: 'one signed with the public key as a secret',
      parameters,
      subject: bearing(tokenOf({}, { alg: 'HS256' })),
      verdict: false,
    },
    {
      name: 'a claim that is missing',
      parameters: { jwks, requiredClaims: ['sub'] },
      subject: bearing(tokenOf({})),
      verdict: false,
    },
    {
      name: 'a claim as wanted',
      parameters: { jwks, claimValues: { groups: { values: ['dev'], matchType: 'exact' } } },
      subject: bearing(tokenOf({ groups: ['dev', 'ops'] })),
      verdict: true,
    },
    {
      name: 'a claim that is another',
      parameters: { jwks, claimValues: { groups: { values: 'hr' } } },
      subject: bearing(tokenOf({ groups: ['dev'] })),
      verdict: false,
    },
    {
      name: 'a claim that its own header says, too',
      parameters: { jwks, headerPayloadMatch: ['kid'] },
      subject: bearing(tokenOf({ kid: 'k1' })),
      verdict: true,
    },
    {
      name: 'a claim that its own header says otherwise',
      parameters: { jwks, headerPayloadMatch: ['kid'] },
      subject: bearing(tokenOf({ kid: 'k2' })),
      verdict: false,
    },
    {
      name: 'a claim that its own header does not say',
      parameters: { jwks, headerPayloadMatch: ['sub'] },
      subject: bearing(tokenOf({ sub: 'x' })),
      verdict: false,
    },
    {
      name: 'an opaque token, which has no header to compare',
      parameters: { ...introspecting, headerPayloadMatch: ['sub'] },
      subject: bearing('opaque-1'),
      service: says({ active: true, sub: 'x' }),
      verdict: false,
    },
    {
      name: 'keys that are fetched',
      parameters: { jwksUri: 'https://id.corp.com/keys' },
      subject: bearing(tokenOf({})),
      service: { status: 200, headers: {}, body: JSON.stringify(jwks) },
      verdict: true,
    },
    {
      name: 'keys that cannot be fetched',
      parameters: { jwksUri: 'https://id.corp.com/keys' },
      subject: bearing(tokenOf({})),
      service: { status: 500, headers: {}, body: '' },
      verdict: 'keys',
    },
    {
      name: 'a token without a form that its service says is active',
      parameters: { ...introspecting, claimValues: { scope: { values: 'chat' } } },
      subject: bearing('opaque-1'),
      service: says({ active: true, scope: 'chat' }),
      verdict: true,
    },
    {
      name: 'one that its service says is not active',
      parameters: introspecting,
      subject: bearing('opaque-1'),
      service: says({ active: false }),
      verdict: false,
    },
    {
      name: 'an active one that has expired',
      parameters: introspecting,
      subject: bearing('opaque-1'),
      service: says({ active: true, exp: NOW - 60 }),
      verdict: false,
    },
    {
      name: 'a claim that only the token itself makes, which no key has signed',
      parameters: { ...introspecting, claimValues: { groups: { values: 'dev' } } },
      subject: bearing(tokenOf({ groups: ['dev'] })),
      service: says({ active: true }),
      verdict: false,
    },
    {
      name: 'a token that is signed, and was taken back',
      parameters: { jwks, ...introspecting },
      subject: bearing(tokenOf({})),
      service: says({ active: false }),
      verdict: false,
    },
    {
      name: 'one that another has signed, which nobody is asked about',
      parameters: { jwks, ...introspecting },
      subject: bearing(tokenOf({}, { key: other.privateKey })),
      verdict: false,
    },
    { name: 'no token to look up', parameters: introspecting, verdict: false },
    {
      name: 'a service that says neither',
      parameters: introspecting,
      subject: bearing('opaque-1'),
      service: says({ scope: 'chat' }),
      verdict: 'introspection',
    },
    {
      name: 'a service that fails',
      parameters: introspecting,
      subject: bearing('opaque-1'),
      service: { ...says({ active: true }), status: 401 },
      verdict: 'introspection',
    },
  ],
});

it('an active token is asked for again when its time in memory is over, and one that is not active every time', async () => {
  const opened = jwt.open({ ...introspecting, introspectCacheMaxAge: 60 });
  if (opened.kind !== 'judge') throw new Error('It judges.');
  const bodies: string[] = [];
  let now = NOW * 1000;
  const ports = {
    now: () => now,
    call(asked: { body: string }) {
      bodies.push(asked.body);
      return Promise.resolve(says({ active: !asked.body.includes('bad') }));
    },
  } as unknown as CheckPorts;
  const judge = async (token: string) =>
    (await judgementOf(opened.judge(bearing(token) as unknown as Subject, ports))).verdict;
  for (const token of ['good', 'good', 'bad', 'bad']) expect(await judge(token)).toBe(token === 'good');
  expect(bodies).toHaveLength(3);
  now += 61_000;
  expect(await judge('good')).toBe(true);
  expect(bodies.at(-1)).toBe('token=good&token_type_hint=access_token');
  expect(bodies).toHaveLength(4);
});
