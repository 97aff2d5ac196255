import { beforeEach, describe, expect, it } from 'vitest';
import type { TokenSource } from '../../providers/provider.ts';
import type { TokenParts } from './token-parts.ts';
import { createBearerTokens } from './token-sources.ts';

const NOW = Date.UTC(2026, 10, 30);
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

interface Asked {
  url: string;
  headers?: Record<string, string>;
  body: string;
}

let asked: Asked[];
let answers: { status: number; body: string }[];
let isAllowed: boolean;

const json = (value: object, status = 200) => ({ status, body: JSON.stringify(value) });

function open(over: Partial<TokenParts['own']> = {}) {
  const next = () => Promise.resolve(answers.shift() ?? { status: 500, body: 'no answer was scripted' });
  return createBearerTokens({
    clock: { now: () => NOW, elapsed: () => 0 },
    postForm(url, form) {
      asked.push({ url, body: form.toString() });
      return next();
    },
    ask({ url, headers, body }) {
      asked.push({ url, headers, body: body ?? '' });
      return next();
    },
    own: {
      allows: () => isAllowed,
      mayGoTo: () => false,
      askMachine({ path, headers }) {
        asked.push({ url: `metadata:${path}`, headers, body: '' });
        return next();
      },
      readFile: (path) => Promise.resolve(path === '/var/run/secrets/token' ? ' subject ' : '{"t":"inside"}'),
      googleFile: () => null,
      aws: { keys: null, role: null, container: null, asksEc2: false },
      azureWorkload: null,
      azureAppSecret: null,
      ...over,
    },
  });
}

const fields = ({ body }: Asked): Record<string, string> => Object.fromEntries(new URLSearchParams(body));

beforeEach(() => {
  asked = [];
  answers = [];
  isAllowed = true;
});

const ENTRA: TokenSource = {
  kind: 'entra-client',
  authority: 'https://login.microsoftonline.com',
  tenant: 'acme.onmicrosoft.com',
  clientId: 'app',
  clientSecret: 'hush',
  scope: 'https://cognitiveservices.azure.com/.default',
};
const USER: TokenSource = {
  kind: 'google-user',
  clientId: 'c',
  clientSecret: 's',
  refreshToken: 'r',
  tokenUri: 'https://oauth2.googleapis.com/token',
};
const FEDERATED: TokenSource = {
  kind: 'google-federated',
  audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
  subjectTokenType: 'urn:ietf:params:oauth:token-type:jwt',
  subject: { file: '/var/run/secrets/token', member: null },
  scope: SCOPE,
};

describe('a bearer', () => {
  it('of Microsoft Entra is asked for with client credentials, once for its life', async () => {
    answers = [json({ access_token: 'entra-1', expires_in: 3599 })];
    const tokens = open();
    expect(await tokens.tokenFor(ENTRA)).toBe('entra-1');
    expect(tokens.tokenFor({ ...ENTRA })).toBe('entra-1');
    expect(asked.map(({ url }) => url)).toEqual([
      'https://login.microsoftonline.com/acme.onmicrosoft.com/oauth2/v2.0/token',
    ]);
    expect(asked.map(fields)).toEqual([
      {
        grant_type: 'client_credentials',
        client_id: 'app',
        client_secret: 'hush',
        scope: 'https://cognitiveservices.azure.com/.default',
      },
    ]);
  });

  it('with another secret is another one', async () => {
    answers = [json({ access_token: 'a', expires_in: 3599 }), json({ access_token: 'b', expires_in: 3599 })];
    const tokens = open();
    await tokens.tokenFor(ENTRA);
    expect(await tokens.tokenFor({ ...ENTRA, clientSecret: 'rotated' })).toBe('b');
  });

  it('that was refused is asked for again, and another one is kept', async () => {
    answers = [json({ access_token: 'a', expires_in: 3599 }), json({ access_token: 'b', expires_in: 3599 })];
    const tokens = open();
    await tokens.tokenFor(ENTRA);
    tokens.drop(ENTRA, 'older');
    expect(tokens.tokenFor(ENTRA)).toBe('a');
    tokens.drop(ENTRA, 'a');
    expect(await tokens.tokenFor(ENTRA)).toBe('b');
  });

  it('of a user of Google is made of the refresh token', async () => {
    answers = [json({ access_token: 'ya29.user', expires_in: 3599 })];
    expect(await open().tokenFor(USER)).toBe('ya29.user');
    expect(asked.map(fields)[0]).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'r', client_id: 'c' });
  });

  it('of a federated identity is exchanged for the token in its file', async () => {
    answers = [json({ access_token: 'federated', expires_in: 3599 }), json({ access_token: 'other', expires_in: 9 })];
    const tokens = open();
    expect(await tokens.tokenFor(FEDERATED)).toBe('federated');
    await tokens.tokenFor({ ...FEDERATED, subject: { file: '/var/run/secrets/json', member: 't' } });
    expect(asked[0]?.url).toBe('https://sts.googleapis.com/v1/token');
    expect(asked.map((one) => fields(one)['subject_token'])).toEqual(['subject', 'inside']);
    expect(fields(asked[0] ?? { url: '', body: '' })).toMatchObject({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    });
  });

  it('of a service account that another may act as is asked for with the other’s', async () => {
    answers = [
      json({ access_token: 'ya29.user', expires_in: 3599 }),
      json({ accessToken: 'ya29.acting', expireTime: new Date(NOW + 1000_000).toISOString() }),
    ];
    const email = 'vertex@acme.iam.gserviceaccount.com';
    const source = { kind: 'google-impersonated', from: USER, email, delegates: [], scope: SCOPE } as const;
    expect(await open().tokenFor(source)).toBe('ya29.acting');
    expect(asked[1]).toMatchObject({
      url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/vertex%40acme.iam.gserviceaccount.com:generateAccessToken`,
      headers: { authorization: 'Bearer ya29.user' },
      body: JSON.stringify({ scope: [SCOPE], lifetime: '3600s', delegates: [] }),
    });
  });

  it('of the machine itself comes from the metadata service, Google’s and Azure’s', async () => {
    answers = [
      json({ access_token: 'own', expires_in: 3599 }),
      json({ access_token: 'own-azure', expires_in: '3599' }),
    ];
    const tokens = open();
    expect(await tokens.tokenFor({ kind: 'google-own', scope: SCOPE })).toBe('own');
    const azure = { kind: 'entra-own', clientId: 'id', resource: 'https://cognitiveservices.azure.com/' } as const;
    expect(await tokens.tokenFor(azure)).toBe('own-azure');
    expect(asked.map(({ url, headers }) => [url, headers])).toEqual([
      ['metadata:/computeMetadata/v1/instance/service-accounts/default/token', { 'metadata-flavor': 'Google' }],
      [
        'metadata:/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fcognitiveservices.azure.com%2F&client_id=id',
        { metadata: 'true' },
      ],
    ]);
  });

  it('of an Azure app comes from its own endpoint, with its secret, and lasts until the moment that is named', async () => {
    const until = String(NOW / 1000 + 7200);
    answers = [json({ access_token: 'of-the-app', expires_on: until }), json({ access_token: 'b', expires_in: 9 })];
    const tokens = open({ azureAppSecret: 'header-secret' });
    const azure = { kind: 'entra-own', clientId: null, resource: 'https://vault.azure.net' } as const;
    expect(await tokens.tokenFor(azure)).toBe('of-the-app');
    expect(tokens.tokenFor(azure)).toBe('of-the-app');
    expect(asked.map(({ url, headers }) => [url, headers])).toEqual([
      [
        'metadata:?api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net',
        { 'x-identity-header': 'header-secret' },
      ],
    ]);
  });

  it('of the machine itself comes from the file of application default credentials, where there is one', async () => {
    answers = [json({ access_token: 'ya29.adc', expires_in: 3599 })];
    const file = { type: 'authorized_user', client_id: 'c', client_secret: 's', refresh_token: 'adc' };
    const own = { googleFile: () => '/adc.json', readFile: () => Promise.resolve(JSON.stringify(file)) };
    expect(await open(own).tokenFor({ kind: 'google-own', scope: SCOPE })).toBe('ya29.adc');
    expect(fields(asked[0] ?? { url: '', body: '' })['refresh_token']).toBe('adc');
  });

  it.each<[string, TokenSource]>([
    ['the machine’s own identity', { kind: 'google-own', scope: SCOPE }],
    ['a federated one', FEDERATED],
    ['Azure’s', { kind: 'entra-own', clientId: null, resource: 'r' }],
  ])('of %s is not given where the operator does not allow it, and nobody is asked', async (_, source) => {
    isAllowed = false;
    await expect(open().tokenFor(source)).rejects.toMatchObject({ code: 'credentials_rejected' });
    expect(asked).toEqual([]);
  });

  it.each([
    [400, 'credentials_rejected', 'invalid_client: Wrong secret.'],
    [503, 'credentials_unreachable', ''],
  ])('that is refused with %i says so in the vendor’s words', async (status, code, told) => {
    const words = told === '' ? {} : { error: 'invalid_client', error_description: 'Wrong secret.' };
    answers = [json(words, status)];
    await expect(open().tokenFor(ENTRA)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(told) as string,
    });
  });
});

describe('a role of AWS', () => {
  const keys = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: null };
  const scope = { region: 'eu-west-1', service: 'bedrock' };
  const role = { arn: 'arn:aws:iam::123456789012:role/llm', externalId: 'acme', endpoint: null };

  it('gives temporary keys, asked for with a signature of the token service', async () => {
    answers = [
      {
        status: 200,
        body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s/a+b</SecretAccessKey><SessionToken>t==</SessionToken><Expiration>${new Date(NOW + 3_600_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      },
    ];
    const tokens = open();
    const temporary = { accessKeyId: 'ASIA', secretAccessKey: 's/a+b', sessionToken: 't==' };
    expect(await tokens.keysFor(role, { keys, scope })).toEqual(temporary);
    expect(tokens.keysFor({ ...role }, { keys, scope })).toEqual(temporary);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.url).toBe('https://sts.eu-west-1.amazonaws.com/');
    expect(asked[0]?.headers?.['authorization']).toContain('/eu-west-1/sts/aws4_request');
    expect(fields(asked[0] ?? { url: '', body: '' })).toMatchObject({ RoleArn: role.arn, ExternalId: 'acme' });
  });

  it('of the machine is not asked for at a token service that a tenant named', async () => {
    const elsewhere = { ...role, endpoint: 'https://sts.evil.example' };
    const own = { aws: { keys, role: null, container: null, asksEc2: false } };
    await expect(open(own).keysFor(elsewhere, { keys: null, scope })).rejects.toMatchObject({
      message: expect.stringContaining('not sent to sts.evil.example') as string,
    });
    expect(asked).toEqual([]);
  });

  it('that is not given says why', async () => {
    answers = [
      {
        status: 403,
        body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not you.</Message></Error></ErrorResponse>',
      },
    ];
    await expect(open().keysFor(role, { keys, scope })).rejects.toMatchObject({
      code: 'credentials_rejected',
      message: expect.stringContaining('Not you.') as string,
    });
  });
});
