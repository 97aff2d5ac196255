import { describe, expect, it } from 'vitest';
import type { AuthScheme, ServiceAccount } from '../../providers/provider.ts';
import { type RequestToSign, signAws } from './aws-sigv4.ts';
import { createCredentials } from './credentials.ts';

const account: ServiceAccount = {
  clientEmail: 'gateway@acme.iam.gserviceaccount.com',
  privateKey: 'pem',
  privateKeyId: null,
  projectId: 'acme',
  tokenUri: 'https://oauth2.googleapis.com/token',
};
const SOURCE = { kind: 'google-account', account, scope: 'cloud' } as const;
const GOOGLE: AuthScheme = { type: 'token', source: SOURCE };
const TEMPORARY = { accessKeyId: 'ASIA', secretAccessKey: 'temporary', sessionToken: 'session' };

const NOW = Date.UTC(2026, 10, 29, 20, 0, 0);
const REQUEST = { method: 'POST', url: 'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse', body: [] };

function open(token: string | Promise<string> = 'ya29.token') {
  const dropped: unknown[] = [];
  const tokens = {
    tokenFor: () => token,
    drop: (...refused: unknown[]) => void dropped.push(refused),
    keysFor: () => TEMPORARY,
    ownKeys: () => TEMPORARY,
  };
  const clock = { now: () => NOW, elapsed: () => 0 };
  const refused: string[] = [];
  const credentials = createCredentials({
    tokens,
    own: { mayGoTo: (_: string, url: string) => url === REQUEST.url },
    clock,
    onRefused: (value) => refused.push(value),
    nextTurn: () => new Promise(setImmediate),
  });
  const headerFor = (auth: AuthScheme, caller: string | null) => credentials.headerFor(auth, caller, REQUEST);
  const signFor = (auth: AuthScheme, request: RequestToSign) => credentials.headerFor(auth, null, request);
  return { ...credentials, headerFor, signFor, dropped, refused };
}

describe('the identity of the machine', () => {
  const scope = { region: 'us-east-1', service: 'bedrock' };
  const role = { arn: 'arn:aws:iam::123456789012:role/llm', externalId: null, endpoint: null };
  const elsewhere = { ...REQUEST, url: 'https://evil.example/model/m/converse' };

  it.each<[string, AuthScheme]>([
    ['keys', { type: 'aws-own', scope }],
    ['a role', { type: 'aws-role', keys: null, role, scope }],
    ['a token of Google', { type: 'token', source: { kind: 'google-own', scope: 'cloud' } }],
    ['a token of Azure', { type: 'token', source: { kind: 'entra-own', clientId: null, resource: 'r' } }],
    [
      'a token of another account of Google',
      {
        type: 'token',
        source: {
          kind: 'google-impersonated',
          from: { kind: 'google-own', scope: 'cloud' },
          email: 'a@b.iam.gserviceaccount.com',
          delegates: [],
          scope: 'cloud',
        },
      },
    ],
  ])('goes to its cloud, and to no host that a tenant named: %s', (_, auth) => {
    const opened = open();
    expect(() => opened.signFor(auth, REQUEST)).not.toThrow();
    expect(() => opened.signFor(auth, elsewhere)).toThrow('not sent to evil.example');
  });
});

describe('the credential of a request', () => {
  it('is what the provider stores, and never what the caller sent besides', () => {
    const stored = { type: 'header', name: 'x-api-key', value: 'sk-stored' } as const;
    expect(open().headerFor(stored, 'Bearer of-the-caller')).toEqual(['x-api-key', 'sk-stored']);
  });

  it('is Google’s token, at once where it is at hand', async () => {
    expect(open().headerFor(GOOGLE, null)).toEqual(['authorization', 'Bearer ya29.token']);
    expect(await open(Promise.resolve('ya29.later')).headerFor(GOOGLE, null)).toEqual([
      'authorization',
      'Bearer ya29.later',
    ]);
  });

  it('is a signature of AWS for this very request, with the headers that it covers', () => {
    const keys = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' };
    const auth: AuthScheme = { type: 'aws-signature', keys, scope: { region: 'us-east-1', service: 'bedrock' } };
    expect(open().headerFor(auth, null)).toEqual([
      'authorization',
      expect.stringContaining('Credential=AKID/20261129/us-east-1/bedrock/aws4_request') as string,
      { 'x-amz-date': '20261129T200000Z', 'x-amz-security-token': 'token' },
    ]);
  });

  it('is the same signature of a large body, which gives others their turn', async () => {
    const keys = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' };
    const scope = { region: 'us-east-1', service: 'bedrock' };
    const large = { ...REQUEST, body: [Buffer.from('{"a":'), Buffer.alloc(5 * 1024 * 1024, '1'), Buffer.from('}')] };
    const header = open().signFor({ type: 'aws-signature', keys, scope }, large);
    expect(header).toBeInstanceOf(Promise);
    const [, authorization] = await header;
    expect(authorization).toBe(signAws(large, { keys, scope, now: NOW }).authorization);
  });

  it('is a signature with the temporary keys of a role, where there is one', () => {
    const keys = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: null };
    const role = { arn: 'arn:aws:iam::123456789012:role/x', externalId: null, endpoint: null };
    const auth: AuthScheme = { type: 'aws-role', keys, role, scope: { region: 'us-east-1', service: 'bedrock' } };
    expect(open().headerFor(auth, null)).toEqual([
      'authorization',
      expect.stringContaining('Credential=ASIA/') as string,
      { 'x-amz-date': '20261129T200000Z', 'x-amz-security-token': 'session' },
    ]);
  });

  it('is the caller’s own as it came, and without one nothing is sent', () => {
    const { headerFor } = open();
    expect(headerFor({ type: 'caller' }, 'Bearer ya29.own')).toEqual(['authorization', 'Bearer ya29.own']);
    expect(() => headerFor({ type: 'caller' }, null)).toThrow(
      expect.objectContaining({ code: 'credentials_rejected', status: 401 }) as Error,
    );
  });
});

describe('a credential that was refused', () => {
  it('is forgotten as the token that it carried', () => {
    const { drop, dropped } = open();
    drop(GOOGLE, ['authorization', 'Bearer ya29.token']);
    expect(dropped).toEqual([[SOURCE, 'ya29.token']]);
  });

  it('is not Google’s to forget when it is another’s', () => {
    const { drop, dropped } = open();
    drop({ type: 'header', name: 'x-api-key', value: 'sk' }, ['x-api-key', 'sk']);
    drop({ type: 'caller' }, ['authorization', 'Bearer ya29.own']);
    expect(dropped).toEqual([]);
  });
});
