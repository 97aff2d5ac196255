import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ServiceAccount } from '../../providers/provider.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { PostForm } from './google-oauth.ts';
import { createBearerTokens } from './token-sources.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const account: ServiceAccount = {
  clientEmail: 'gateway@acme.iam.gserviceaccount.com',
  privateKey,
  privateKeyId: 'kid-1',
  projectId: 'acme',
  tokenUri: 'https://oauth2.googleapis.com/token',
};
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const HOUR = 3_600_000;

let now: number;
let requests: { url: string; form: URLSearchParams }[];
let answer: () => Awaited<ReturnType<PostForm>>;
const postForm: PostForm = async (url, form) => {
  requests.push({ url, form });
  await Promise.resolve();
  return answer();
};
/** Tokens of accounts alone: no other source is called. */
function open() {
  const nobody = () => Promise.reject(new Error('Nobody is asked.'));
  const own = {
    allows: () => false,
    mayGoTo: () => false,
    askMachine: nobody,
    readFile: nobody,
    googleFile: () => null,
    aws: { keys: null, role: null, container: null, asksEc2: false },
    azureWorkload: null,
    azureAppSecret: null,
  };
  const clock = { now: () => now, elapsed: () => now };
  const tokens = createBearerTokens({ clock, postForm, ask: nobody, own });
  const of = (one: ServiceAccount, scope: string) => ({ kind: 'google-account', account: one, scope }) as const;
  return {
    tokenFor: (one: ServiceAccount, scope: string) => tokens.tokenFor(of(one, scope)),
    drop: (one: ServiceAccount, scope: string, refused: string) => tokens.drop(of(one, scope), refused),
  };
}

beforeEach(() => {
  now = 1_800_000_000_000;
  requests = [];
  answer = () => ({
    status: 200,
    body: JSON.stringify({ access_token: `token-${requests.length}`, expires_in: 3599 }),
  });
});

describe('tokens for a service account', () => {
  it('asks once for callers that come together, and once for all that come later', async () => {
    const tokens = open();
    expect(await Promise.all([tokens.tokenFor(account, SCOPE), tokens.tokenFor(account, SCOPE)])).toEqual([
      'token-1',
      'token-1',
    ]);
    expect(tokens.tokenFor(account, SCOPE)).toBe('token-1');
    expect(requests).toHaveLength(1);
  });

  it('signs an assertion that Google can verify', async () => {
    await open().tokenFor(account, SCOPE);
    const assertion = requests[0]?.form.get('assertion') ?? '';
    const [header = '', claims = '', signature = ''] = assertion.split('.');
    const isSigned = verify(
      'RSA-SHA256',
      Buffer.from(`${header}.${claims}`),
      createPublicKey(publicKey),
      Buffer.from(signature, 'base64url'),
    );
    expect(isSigned).toBe(true);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'kid-1' });
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
      iss: account.clientEmail,
      scope: SCOPE,
      aud: account.tokenUri,
      iat: now / 1000,
      exp: now / 1000 + 3600,
    });
  });

  it('renews five minutes early, while callers keep the token that still works', async () => {
    const tokens = open();
    await tokens.tokenFor(account, SCOPE);
    now += HOUR - 4 * 60_000;
    expect(tokens.tokenFor(account, SCOPE)).toBe('token-1');
    expect(tokens.tokenFor(account, SCOPE)).toBe('token-1');
    await new Promise((resolve) => setImmediate(resolve));
    expect(tokens.tokenFor(account, SCOPE)).toBe('token-2');
    expect(requests).toHaveLength(2);
  });

  it('never hands out a token that is about to end', async () => {
    const tokens = open();
    await tokens.tokenFor(account, SCOPE);
    now += HOUR;
    expect(await tokens.tokenFor(account, SCOPE)).toBe('token-2');
  });

  it('forgets a token that the upstream refused, but not the newer one that took its place', async () => {
    const tokens = open();
    await tokens.tokenFor(account, SCOPE);
    tokens.drop(account, SCOPE, 'token-1');
    expect(await tokens.tokenFor(account, SCOPE)).toBe('token-2');
    tokens.drop(account, SCOPE, 'token-1');
    expect(tokens.tokenFor(account, SCOPE)).toBe('token-2');
  });

  it('does not give the token of one key to another under the same id', async () => {
    const tokens = open();
    await tokens.tokenFor(account, SCOPE);
    const rotated = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    expect(await tokens.tokenFor({ ...account, privateKey: String(rotated) }, SCOPE)).toBe('token-2');
  });

  it.each([
    [
      'the account is refused',
      { status: 400, body: '{"error":"invalid_grant","error_description":"Invalid JWT Signature."}' },
      'credentials_rejected',
      /invalid_grant: Invalid JWT Signature/,
    ],
    ['the answer has no token', { status: 200, body: '{}' }, 'credentials_rejected', /200/],
    ['the token endpoint is down', { status: 503, body: '<html>' }, 'credentials_unreachable', /503/],
  ])('says so when %s, never sends an empty bearer, and asks again next time', async (_, failure, code, message) => {
    const tokens = open();
    const good = answer;
    answer = () => failure;
    const error: unknown = await Promise.resolve(tokens.tokenFor(account, SCOPE)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
    answer = good;
    expect(await tokens.tokenFor(account, SCOPE)).toBe('token-2');
  });

  it('says so when the private key cannot be read', async () => {
    const broken = { ...account, privateKey: '-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n' };
    await expect(Promise.resolve(open().tokenFor(broken, SCOPE))).rejects.toMatchObject({
      code: 'credentials_rejected',
    });
  });
});
