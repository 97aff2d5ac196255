import { generateKeyPairSync, sign } from 'node:crypto';
import { testCheck } from '../../check.suite.ts';
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

testCheck({
  check: jwt,
  wrong: [{}, { jwksUri: 'file:///k' }, { jwks, algorithms: ['none'] }, { jwks, maxTokenAge: 'long' }],
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
  ],
});
