/** Each secret manager, against what its API documents: how it is asked, and what becomes of its answers. */
import { beforeEach, describe, expect, it } from 'vitest';
import { valueIn } from '../../kernel/secret-value.ts';
import { askManager } from './ask-manager.ts';
import type { ManagerParts, OpenReference } from './manager-parts.ts';

const NOW = Date.UTC(2026, 10, 30);

interface Asked {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
}

let asked: Asked[];
let answers: { status: number; body: string }[];
let allowed: string[];
let trusts: (url: string) => boolean;

beforeEach(() => {
  asked = [];
  answers = [];
  allowed = [];
  trusts = () => true;
});

const json = (value: object, status = 200) => ({ status, body: JSON.stringify(value) });
const KEYS = { accessKeyId: 'AKIAMACHINE', secretAccessKey: 'machine', sessionToken: 'session' };

const parts: ManagerParts = {
  clock: { now: () => NOW, elapsed: () => 0 },
  ask(request) {
    asked.push(request);
    return Promise.resolve(answers.shift() ?? { status: 500, body: 'no answer was scripted' });
  },
  own: {
    allows: (identity) => allowed.includes(identity),
    mayGoTo: (_, url) => trusts(url),
    readFile: () => Promise.resolve('pod-token\n'),
  },
  tokens: {
    tokenFor: (source) => `${source.kind}-token`,
    keysFor: ({ arn }) => ({ accessKeyId: `role:${arn}`, secretAccessKey: 's', sessionToken: 't' }),
    ownKeys: () => KEYS,
  },
  ownSecrets: {
    readFile: (path) => Promise.resolve(`text of ${path}\n`),
    variable: (name) => `value of ${name}`,
  },
};

const ask = (reference: OpenReference) => askManager(reference, parts);
const code = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error);
const failureOf = (reference: OpenReference) => ask(reference).then(() => 'answered', code);

describe('AWS Secrets Manager', () => {
  const reference: OpenReference = {
    manager: 'aws_sm',
    auth: {
      aws_auth_type: 'accessKey',
      aws_access_key_id: 'AKIAOWN',
      aws_secret_access_key: 'own',
      aws_region: 'eu-central-1',
    },
    path: 'prod/openai',
  };

  it('is asked for the secret by a request that is signed, the name of the operation included', async () => {
    answers = [json({ SecretString: '{"api_key":"sk-1"}' })];
    expect(await ask(reference)).toBe('{"api_key":"sk-1"}');
    const [first] = asked;
    expect(first?.url).toBe('https://secretsmanager.eu-central-1.amazonaws.com/');
    expect(first?.headers['x-amz-target']).toBe('secretsmanager.GetSecretValue');
    expect(first?.headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAOWN\/20261130\/eu-central-1\/secretsmanager\/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, /,
    );
    expect(first?.body).toBe('{"SecretId":"prod/openai"}');
  });

  it('gives what it holds as bytes as text', async () => {
    answers = [json({ SecretBinary: Buffer.from('sk-binary').toString('base64') })];
    expect(await ask(reference)).toBe('sk-binary');
  });

  it('is asked in the region of an ARN, with a role, only where the machine’s identity may be used', async () => {
    const path = 'arn:aws:secretsmanager:us-west-2:123456789012:secret:prod-AbCdEf';
    const role = { aws_auth_type: 'assumedRole', aws_role_arn: 'arn:aws:iam::1:role/r', aws_region: 'us-west-2' };
    expect(await failureOf({ ...reference, auth: role, path })).toBe('credentials_rejected');
    expect(asked).toEqual([]);
    allowed = ['aws'];
    answers = [json({ SecretString: 's' }), json({ SecretString: 's' })];
    await ask({ ...reference, auth: role, path });
    await ask({ ...reference, auth: { aws_auth_type: 'serviceRole' }, path });
    expect(asked.map(({ url }) => new URL(url).host)).toEqual(Array(2).fill('secretsmanager.us-west-2.amazonaws.com'));
    expect(asked[0]?.headers['authorization']).toContain('Credential=role:arn:aws:iam::1:role/r/');
    expect(asked[1]?.headers['x-amz-security-token']).toBe('session');
  });

  it.each([
    ['is not there', 400, 'ResourceNotFoundException', 'credentials_rejected'],
    ['may not be read', 400, 'AccessDeniedException', 'credentials_rejected'],
    ['is asked for too often', 400, 'ThrottlingException', 'credentials_unreachable'],
    ['is asked for in an outage', 503, 'InternalServiceError', 'credentials_unreachable'],
  ])('says whether it helps to ask again where the secret %s', async (_, status, type, expected) => {
    answers = [json({ __type: type, message: 'told' }, status)];
    expect(await failureOf(reference)).toBe(expected);
  });
});

describe('Azure Key Vault', () => {
  const reference: OpenReference = {
    manager: 'azure_kv',
    auth: {
      azure_auth_mode: 'entra',
      azure_entra_tenant_id: 't',
      azure_entra_client_id: 'c',
      azure_entra_client_secret: 's',
      azure_vault_url: 'https://acme.vault.azure.net/',
    },
    path: 'openai-key',
  };

  it('is asked with a token of Entra, for the newest version or a named one', async () => {
    answers = [json({ value: 'sk-azure' }), json({ value: 'sk-old' })];
    expect(await ask(reference)).toBe('sk-azure');
    expect(await ask({ ...reference, path: 'openai-key/0123abcd' })).toBe('sk-old');
    expect(asked.map(({ url }) => url)).toEqual([
      'https://acme.vault.azure.net/secrets/openai-key?api-version=7.4',
      'https://acme.vault.azure.net/secrets/openai-key/0123abcd?api-version=7.4',
    ]);
    expect(asked[0]?.headers).toEqual({ authorization: 'Bearer entra-client-token' });
  });

  it('gets the machine’s identity only where its operator allows it', async () => {
    const managed = { ...reference, auth: { azure_auth_mode: 'managed', azure_vault_url: 'https://x.example' } };
    expect(await failureOf(managed)).toBe('credentials_rejected');
    allowed = ['azure'];
    answers = [json({ value: 'sk' })];
    await ask(managed);
    expect(asked[0]?.headers).toEqual({ authorization: 'Bearer entra-own-token' });
  });

  it('that refuses is quoted', async () => {
    answers = [json({ error: { code: 'Forbidden', message: 'The user has no secrets get permission' } }, 403)];
    await expect(ask(reference)).rejects.toThrow('(403, The user has no secrets get permission)');
  });
});

describe('HashiCorp Vault', () => {
  const reference: OpenReference = {
    manager: 'hashicorp_vault',
    auth: {
      vault_auth_type: 'token',
      vault_addr: 'https://vault.example/',
      vault_token: 'hvs.1',
      vault_namespace: 'a/b',
    },
    path: 'secret/team/openai',
  };
  const secret = json({ data: { data: { api_key: 'sk-vault', org: 'o' }, metadata: { version: 3 } } });

  it('is asked under the path of its API, whether that is given or the path that its command line takes', async () => {
    answers = [secret, secret];
    expect(await ask(reference)).toEqual({ api_key: 'sk-vault', org: 'o' });
    await ask({ ...reference, path: '/secret/data/team/openai' });
    expect(asked.map(({ url }) => url)).toEqual(Array(2).fill('https://vault.example/v1/secret/data/team/openai'));
    expect(asked[0]?.headers).toEqual({ 'x-vault-token': 'hvs.1', 'x-vault-namespace': 'a/b' });
  });

  it('is signed in to with an AppRole', async () => {
    answers = [json({ auth: { client_token: 'hvs.role' } }), secret];
    const auth = {
      vault_auth_type: 'approle',
      vault_addr: 'https://v.example',
      vault_role_id: 'r',
      vault_secret_id: 's',
    };
    await ask({ ...reference, auth });
    expect(asked[0]).toMatchObject({
      url: 'https://v.example/v1/auth/approle/login',
      body: '{"role_id":"r","secret_id":"s"}',
    });
    expect(asked[1]?.headers).toEqual({ 'x-vault-token': 'hvs.role' });
  });

  it('gets the pod’s token only where its operator allows it', async () => {
    const auth = { vault_auth_type: 'kubernetes', vault_addr: 'https://v.example', vault_role: 'gateway' };
    expect(await failureOf({ ...reference, auth })).toBe('credentials_rejected');
    expect(asked).toEqual([]);
    allowed = ['kubernetes'];
    answers = [json({ auth: { client_token: 'hvs.pod' } }), secret];
    await ask({ ...reference, auth });
    expect(asked[0]?.body).toBe('{"role":"gateway","jwt":"pod-token"}');
  });

  it.each([
    [
      'a sealed Vault may answer later',
      { status: 503, body: '{"errors":["Vault is sealed"]}' },
      'credentials_unreachable',
    ],
    ['a path without a secret is refused', { status: 404, body: '{"errors":[]}' }, 'credentials_rejected'],
    ['an engine of version 1 is refused', json({ data: { api_key: 'sk' } }), 'credentials_rejected'],
    ['what is no JSON is refused', { status: 200, body: '<html>' }, 'credentials_rejected'],
  ])('%s', async (_, answer, expected) => {
    answers = [answer];
    expect(await failureOf(reference)).toBe(expected);
  });
});

it.each<[string, OpenReference, string]>([
  [
    'Key Vault',
    { manager: 'azure_kv', auth: { azure_auth_mode: 'managed', azure_vault_url: 'https://evil.example' }, path: 'k' },
    'azure',
  ],
  [
    'Vault',
    {
      manager: 'hashicorp_vault',
      auth: { vault_auth_type: 'kubernetes', vault_addr: 'https://evil.example', vault_role: 'r' },
      path: 'secret/k',
    },
    'kubernetes',
  ],
])('the machine’s identity does not go to a host that a tenant calls %s', async (_, reference, identity) => {
  allowed = [identity];
  trusts = (url) => !url.includes('evil');
  await expect(ask(reference)).rejects.toThrow('not sent to evil.example');
  expect(asked).toEqual([]);
});

it('files lose the line end that editors put, and variables are given as they are', async () => {
  expect(await ask({ manager: 'file', auth: {}, path: 'openai' })).toBe('text of openai');
  expect(await ask({ manager: 'env', auth: {}, path: 'OPENAI' })).toBe('value of OPENAI');
});

describe('the value of a secret', () => {
  it.each([
    ['text as a whole', 'sk-1', null, 'sk-1'],
    ['a member of JSON text', '{"a":"sk-1"}', 'a', 'sk-1'],
    ['a member that is an object', '{"a":{"b":1}}', 'a', '{"b":1}'],
    ['the only member', { value: 'sk-1' }, null, 'sk-1'],
    ['all of several members', { a: '1', b: '2' }, null, '{"a":"1","b":"2"}'],
    ['an empty text', { a: '' }, 'a', ''],
  ])('is %s', (_, secret, key, expected) => {
    expect(valueIn(secret, key)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ['text that is no JSON has no members', 'sk-1', 'a'],
    ['a list has none', '["sk-1"]', '0'],
    ['a member that is not there', { a: '1' }, 'b'],
    ['what every object has is no member', { a: '1' }, 'constructor'],
  ])('is none where %s', (_, secret, key) => {
    expect(valueIn(secret, key)).toMatchObject({ ok: false });
  });
});
