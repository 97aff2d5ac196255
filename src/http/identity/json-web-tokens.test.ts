import { createHmac } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../gateway/snapshot/snapshot.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { AuditedRequest } from '../../storage/ports/records/audit.ts';
import type { JwtSettings } from '../../storage/ports/records/organisation-settings.ts';
import { createKeySets } from './key-sets.ts';
import { createTokens } from './json-web-tokens.ts';

const NOW = 1_800_000_000_000;
const SECONDS = NOW / 1000;

interface Signer {
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

async function signer(kid: string): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return { privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256' } };
}

let first: Signer;
let second: Signer;
beforeAll(async () => {
  [first, second] = await Promise.all([signer('one'), signer('two')]);
});

/** What the identity provider publishes, and how often it was asked. */
let published: JWK[] | null;
let fetches: number;
let settings: JwtSettings;
/** More identity providers of the organisation, and of others. */
let further: JwtSettings[];
let others: [string, { tokenIssuers: JwtSettings[] }][];
/** The operator's own. */
let home: string;
let refused: string[];
beforeEach(() => {
  home = 'o';
  published = [first.jwk];
  fetches = 0;
  refused = [];
  [further, others] = [[], []];
  settings = {
    jwksUrl: 'https://id.example.com/keys',
    jwks: null,
    algorithms: ['RS256'],
    audience: 'tollgate',
    issuer: null,
    defaultScopes: ['completions.write'],
  };
});

function open() {
  const getText = async () => {
    fetches += 1;
    if (published === null) throw new Error('ECONNREFUSED');
    return { status: 200, body: JSON.stringify({ keys: published }) };
  };
  const mayHold = (scope: string) => !scope.startsWith('organisation_');
  const tokens = createTokens({
    keySets: createKeySets(getText),
    mayHold,
    onRefused: ({ organisationId, error, request }) =>
      void refused.push(`${organisationId} ${error.code} from ${request.address}`),
  });
  const workspace = { id: 'w', slug: 'ws-team', organisationId: 'o', configs: new Map([['pc-a', {}]]) };
  const rivals = { id: 'r', slug: 'ws-rival', organisationId: 'rival', configs: new Map() };
  // As the settings are when a token comes.
  const snapshotNow = (): Snapshot =>
    ({
      homeOrganisationId: home,
      organisations: new Map([
        ['o', { tokenIssuers: [settings, ...further] }],
        ['mute', { tokenIssuers: [] }],
        ...others,
      ]),
      workspaces: new Map([workspace, rivals].map((one) => [one.id as WorkspaceId, one])),
    }) as unknown as Snapshot;
  return (token: string, now = NOW) => tokens.verify(token, snapshotNow(), { now, request: () => REQUEST });
}

const REQUEST: AuditedRequest = {
  id: 'req_1',
  method: 'POST',
  uri: '/v1/messages',
  address: '203.0.113.9',
  forwardedFor: '',
  userAgent: 'a client',
  country: '',
  body: '',
};

const CLAIMS: Record<string, unknown> = { portkey_oid: 'o', portkey_workspace: 'ws-team', sub: 'ann', aud: 'tollgate' };

const sign = (claims: Record<string, unknown> = {}, { privateKey, jwk }: Signer = first, header: object = {}) =>
  new SignJWT({ ...CLAIMS, exp: SECONDS + 3600, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: jwk.kid ?? '', typ: 'JWT', ...header })
    .sign(privateKey);

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token of the identity provider', () => {
  it('that was taken before is refused once the settings of its provider do not allow it any more', async () => {
    const verify = open();
    const token = await sign();
    await verify(token);
    settings = { ...settings, audience: 'another' };
    await expect(verify(token)).rejects.toMatchObject({ code: 'invalid_api_key' });
    settings = { ...settings, audience: 'tollgate', jwks: { keys: [second.jwk] }, jwksUrl: null };
    await expect(verify(token)).rejects.toMatchObject({ code: 'invalid_api_key' });
  });

  it('is a key of its workspace, for its user, until it expires', async () => {
    const verify = open();
    const token = await sign({
      scope: 'portkey.completions.write logs.view organisation_users.create',
      email_id: 'ann@acme.example',
      defaults: { config_id: 'pc-a', metadata: { team: 'red', wrong: 1 } },
    });
    expect(await verify(token)).toMatchObject({
      organisationId: 'o',
      workspaceId: 'w',
      type: 'workspace-user',
      userId: 'ann@acme.example',
      scopes: new Set(['completions.write', 'logs.view']),
      metadata: { team: 'red' },
      defaultConfig: 'pc-a',
      expiresAt: NOW + 3_600_000,
    });
    await verify(token);
    expect(fetches).toBe(1);
    await expect(verify(token, NOW + 3_600_001)).rejects.toMatchObject({ code: 'expired_api_key', status: 401 });
  });

  it('without scopes has those of the settings, and no config that its workspace does not have', async () => {
    const key = await open()(await sign({ defaults: { config_id: 'pc-of-another' } }));
    expect([key.scopes, key.defaultConfig]).toEqual([new Set(['completions.write']), null]);
  });

  it('finds the one organisation that takes tokens where it names none', async () => {
    expect(await open()(await sign({ portkey_oid: undefined }))).toMatchObject({ organisationId: 'o' });
  });
});

describe('several identity providers of one organisation', () => {
  const [ONE, OTHER] = ['https://one.example', 'https://other.example'];

  beforeEach(() => {
    settings = { ...settings, issuer: ONE };
    further = [
      {
        ...settings,
        jwksUrl: null,
        // The same id of a key as the first one's: an id proves nothing.
        jwks: { keys: [{ ...second.jwk, kid: 'one' }] },
        issuer: OTHER,
        audience: 'other-audience',
        defaultScopes: ['logs.view'],
      },
    ];
  });
  const ofOther = { iss: OTHER, aud: 'other-audience' };

  it('are each held to their own keys, audience and scopes', async () => {
    const verify = open();
    expect(await verify(await sign({ iss: ONE }))).toMatchObject({ scopes: new Set(['completions.write']) });
    const token = await sign(ofOther, second, { kid: 'one' });
    expect(await verify(token)).toMatchObject({ scopes: new Set(['logs.view']) });
  });

  it.each([
    ['signed by the other for this one', () => sign({ iss: ONE }, second, { kid: 'one' })],
    ['signed by this one for the other', () => sign(ofOther)],
    ['with the audience of the other', () => sign({ iss: ONE, aud: 'other-audience' })],
    ['of the other with the audience of this one', () => sign({ iss: OTHER, aud: 'tollgate' }, second, { kid: 'one' })],
    ['of an issuer that is unknown', () => sign({ iss: 'https://evil.example' })],
    ['of an issuer in other letters', () => sign({ iss: ONE.toUpperCase() })],
    ['of no issuer', () => sign()],
    ['of two issuers at once', () => sign({ iss: [ONE, OTHER] as unknown as string })],
  ])('are not mixed up by a token %s', async (_, make) => {
    await expect(open()(await make())).rejects.toMatchObject({ code: 'invalid_api_key', status: 401 });
  });

  it('do not take a token that was good until its issuer was taken away', async () => {
    const verify = open();
    const token = await sign(ofOther, second, { kid: 'one' });
    await verify(token);
    further = [];
    await expect(open()(token)).rejects.toMatchObject({ code: 'invalid_api_key' });
  });

  it('take a token that names no organisation each by its issuer', async () => {
    const verify = open();
    expect(await verify(await sign({ portkey_oid: undefined, iss: ONE }))).toMatchObject({ organisationId: 'o' });
    const token = await sign({ ...ofOther, portkey_oid: undefined }, second, { kid: 'one' });
    expect(await verify(token)).toMatchObject({ scopes: new Set(['logs.view']) });
  });
});

describe('a token that names no organisation', () => {
  const issuer = 'https://one.example';
  const unnamed = () => sign({ portkey_oid: undefined, iss: issuer });
  // The keys of an identity provider are public: whoever wants them names them.
  const rivalNames = (named: string | null) => {
    others = [['rival', { tokenIssuers: [{ ...settings, issuer: named, defaultWorkspace: 'ws-rival' }] }]];
  };

  it.each([
    ['with its issuer', issuer, issuer],
    ['where its own names none', null, issuer],
    ['where neither names one', null, null],
  ])('is neither lost nor taken to another organisation that names the same keys, %s', async (_, own, named) => {
    settings = { ...settings, issuer: own };
    rivalNames(named);
    expect(await open()(await unnamed())).toMatchObject({ organisationId: 'o' });
  });

  it('is refused where the organisation of the operator takes no tokens, also where one other does', async () => {
    home = 'mute';
    rivalNames(issuer);
    await expect(open()(await unnamed())).rejects.toMatchObject({ code: 'invalid_api_key', status: 401 });
    others = [];
    await expect(open()(await unnamed())).rejects.toMatchObject({ code: 'invalid_api_key', status: 401 });
  });
});

describe('the limits of a token', () => {
  const BUDGET = { id: 'b1', status: 'active', type: 'cost', credit_limit: 2.5, periodic_reset_days: 7 };

  it('are those of its claims, and its own', async () => {
    const claims = { usage_limits: [BUDGET], rate_limits: [{ type: 'requests', unit: 'rpm', value: 3 }], iat: SECONDS };
    const verify = open();
    const [one, other] = [await verify(await sign(claims)), await verify(await sign({ ...claims, jti: '2' }))];
    expect(one.limits).toMatchObject({
      budgets: [{ unit: 'cost', amount: 2_500_000_000, period: { every: 7, from: '2027-01-15' } }],
      rates: [{ unit: 'requests', per: 'minute', value: 3, owner: { kind: 'api_key', name: 'a token of ann' } }],
    });
    expect(one.limits.budgets[0]?.account).toMatch(/^api_key:token-[0-9a-f]{32}:cost$/);
    expect(other.limits.budgets[0]?.account).not.toBe(one.limits.budgets[0]?.account);
    expect(other.limits.rates[0]?.place).not.toBe(one.limits.rates[0]?.place);
  });

  it('are none where it names none, and counted at one place by every process', async () => {
    expect((await open()(await sign({ usage_limits: null }))).limits).toEqual({ budgets: [], rates: [] });
    const token = await sign({ usage_limits: [BUDGET] });
    expect((await open()(token, NOW + 3_000_000)).limits).toEqual((await open()(token)).limits);
  });
});

describe('a token that names no workspace', () => {
  /** As Anthropic's hosted sessions bring it: ES256, a type of its own, and no claim that is ours. */
  const routed = async (claims: Record<string, unknown> = {}) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    published = [{ ...(await exportJWK(publicKey)), kid: 'cri', alg: 'ES256' }];
    const made = { iss: 'https://issuer.example/cri', aud: 'https://gateway.example', sub: 'user_1', ...claims };
    return new SignJWT({ exp: SECONDS + 300, ...made })
      .setProtectedHeader({ alg: 'ES256', kid: 'cri', typ: 'cri+jwt' })
      .sign(privateKey);
  };
  beforeEach(() => {
    settings = {
      ...settings,
      algorithms: ['ES256'],
      issuer: 'https://issuer.example/cri',
      audience: 'https://gateway.example',
      defaultWorkspace: 'ws-team',
    };
  });

  it('opens the one that its issuer and audience are mapped to, for its subject', async () => {
    const token = await routed();
    expect(await open()(token)).toMatchObject({ workspaceId: 'w', userId: 'user_1', expiresAt: NOW + 300_000 });
  });

  it.each<[string, Record<string, unknown>]>([
    ['of another issuer', { iss: 'https://issuer.example/other' }],
    ['for another gateway', { aud: 'https://other.example' }],
  ])('%s is refused', async (_, claims) => {
    const token = await routed(claims);
    await expect(open()(token)).rejects.toMatchObject({ status: 401 });
  });

  it('opens nothing of another organisation, whatever the mapping says', async () => {
    settings = { ...settings, defaultWorkspace: 'ws-rival' };
    const token = await routed();
    await expect(open()(token)).rejects.toMatchObject({ status: 403 });
  });
});

describe('a token is refused', () => {
  it.each<[string, () => Promise<string> | string, number]>([
    ['of another signer', () => sign({}, { ...second, jwk: first.jwk }), 401],
    [
      'without a signature',
      () => `${base64({ alg: 'none', kid: 'one' })}.${base64({ ...CLAIMS, exp: SECONDS + 9 })}.`,
      401,
    ],
    ['signed with the public key as a secret', () => confused(), 401],
    ['without kid', () => sign({}, first, { kid: undefined }), 401],
    ['whose kid leads to a file', () => sign({}, second, { kid: '../../../../dev/null' }), 401],
    ['whose kid is SQL', () => sign({}, second, { kid: "x' UNION SELECT 'secret' --" }), 401],
    ['whose kid is what every object inherits', () => sign({}, second, { kid: '__proto__' }), 401],
    ['without an end', () => sign({ exp: undefined }), 401],
    ['that has ended', () => sign({ exp: SECONDS - 1 }), 401],
    ['that is not valid yet', () => sign({ nbf: SECONDS + 60 }), 401],
    ['for another audience', () => sign({ aud: 'somebody' }), 401],
    [
      'that was changed',
      async () => (await sign()).replace(/\.[^.]+\./, `.${base64({ ...CLAIMS, sub: 'eve' })}.`),
      401,
    ],
    ['made for something else, as a logout', () => sign({}, first, { typ: 'logout+jwt' }), 401],
    ['that carries a budget without a number', () => sign({ usage_limits: [{ credit_limit: 'all' }] }), 401],
    ['that carries limits which mean nothing', () => sign({ usage_limits: { everything: true } }), 401],
    [
      'that carries a rate of an unknown unit',
      () => sign({ rate_limits: [{ type: 'requests', unit: 'rpy', value: 1 }] }),
      401,
    ],
    ['for an organisation that takes none', () => sign({ portkey_oid: 'mute' }), 403],
    ['for a workspace of another organisation', () => sign({ portkey_workspace: 'ws-rival' }), 403],
    ['for no workspace', () => sign({ portkey_workspace: undefined }), 403],
  ])('%s', async (_, make, status) => {
    const token = await make();
    await expect(open()(token)).rejects.toMatchObject({ status });
  });

  it('and the organisation that it says it is for hears of it; one that takes no tokens does not', async () => {
    const verify = open();
    await expect(verify(await sign({}, { ...second, jwk: first.jwk }))).rejects.toThrow();
    await expect(verify(await sign({ portkey_workspace: 'ws-rival' }))).rejects.toThrow();
    await expect(verify(await sign({ portkey_oid: 'mute' }))).rejects.toThrow();
    await verify(await sign());
    expect(refused).toEqual(['o invalid_api_key from 203.0.113.9', 'o token_not_allowed from 203.0.113.9']);
  });

  it('by an algorithm that the organisation does not allow', async () => {
    settings = { ...settings, algorithms: ['ES256'] };
    await expect(open()(await sign())).rejects.toMatchObject({ status: 401 });
  });

  async function confused(): Promise<string> {
    const head = `${base64({ alg: 'HS256', kid: 'one', typ: 'JWT' })}.${base64({ ...CLAIMS, exp: SECONDS + 9 })}`;
    const secret = await exportSPKI(first.publicKey);
    return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
  }
});

describe('the keys of the identity provider', () => {
  it('roll over: one that nobody knows is asked for, but not with every token', async () => {
    const verify = open();
    await verify(await sign());
    const token = await sign({}, second);
    await expect(verify(token)).rejects.toMatchObject({ status: 401 });
    published = [second.jwk];
    await expect(verify(token, NOW + 1000)).rejects.toMatchObject({ status: 401 });
    expect(fetches).toBe(1);
    expect(await verify(token, NOW + 31_000)).toMatchObject({ userId: 'ann' });
    expect(fetches).toBe(2);
  });

  it('are used on while they cannot be fetched, and a first failure is reported as one of the gateway’s set-up', async () => {
    const verify = open();
    await verify(await sign());
    published = null;
    expect(await verify(await sign({ sub: 'bob' }), NOW + 11 * 60_000)).toMatchObject({ userId: 'bob' });
    refused = [];
    await expect(open()(await sign())).rejects.toMatchObject({ code: 'credentials_unreachable', status: 503 });
    // That is nobody's attempt.
    expect(refused).toEqual([]);
  });

  it('may stand in the settings', async () => {
    settings = { ...settings, jwksUrl: null, jwks: { keys: [first.jwk] } };
    expect(await open()(await sign())).toMatchObject({ userId: 'ann' });
    expect(fetches).toBe(0);
  });
});
