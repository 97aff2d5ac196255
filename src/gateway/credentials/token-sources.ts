/**
 * Fetches bearer tokens: Google's user credentials, federated identities, impersonation and the machine's own identity; Microsoft
 * Entra's client credentials and managed identity. Sources: Google's pages on OAuth 2.0, workload identity federation and
 * service account impersonation; Microsoft's pages on the client credentials flow and on managed identities.
 */
import type { AwsKeys, AwsRole, AwsScope, SubjectToken, TokenSource } from '../../providers/provider.ts';
import { objectIn } from '../../kernel/json-object.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { ownAwsKeys } from './aws-own.ts';
import { assumeRole } from './aws-role.ts';
import { requestAccountToken } from './google-oauth.ts';
import { requirePlace } from './machine-place.ts';
import type { MachineIdentity, TokenParts } from './token-parts.ts';
import { createTokenCache, keyOf, type Issued } from './token-cache.ts';

export interface BearerTokens {
  /** Synchronous while a cached token is good. Rejects with GatewayError credentials_rejected | credentials_unreachable. */
  tokenFor(source: TokenSource): string | Promise<string>;
  /** Forgets `refused`. */
  drop(source: TokenSource, refused: string): void;
  /** Temporary keys of a role; `keys` null = the machine's own assume it. */
  keysFor(role: AwsRole, by: { keys: AwsKeys | null; scope: AwsScope }): AwsKeys | Promise<AwsKeys>;
  /** The machine's own keys of AWS. Rejects where its operator does not allow them. */
  ownKeys(region: string): AwsKeys | Promise<AwsKeys>;
}

export function createBearerTokens(parts: TokenParts): BearerTokens {
  const tokens = createTokenCache<string>(parts);
  const keys = createTokenCache<AwsKeys>(parts);
  const ownKeys = (region: string): AwsKeys | Promise<AwsKeys> => {
    requireOwn(parts, 'aws');
    return keys.get('own', () => ownAwsKeys(region, parts));
  };
  const ownKeysFor = ({ endpoint }: AwsRole, { region }: AwsScope): AwsKeys | Promise<AwsKeys> => {
    if (endpoint !== null) requirePlace(parts.own, 'aws', endpoint);
    return ownKeys(region);
  };
  const tokenFor = (source: TokenSource): string | Promise<string> =>
    tokens.get(keyOf(source), () => fetchToken(source, { ...parts, tokenFor }));
  return {
    tokenFor,
    drop: (source, refused) => tokens.drop(keyOf(source), (token) => token === refused),
    ownKeys,
    keysFor(role, { keys: given, scope }) {
      const by = given === null ? 'own' : keyOf(given);
      return keys.get(`${keyOf(role)} ${by}`, async () =>
        assumeRole(role, { keys: given ?? (await ownKeysFor(role, scope)), scope }, parts),
      );
    },
  };
}

type Fetching = TokenParts & Pick<BearerTokens, 'tokenFor'>;

function fetchToken(source: TokenSource, parts: Fetching): Promise<Issued<string>> {
  switch (source.kind) {
    case 'google-account':
      return requestAccountToken(parts, source.account, source.scope);
    case 'google-user':
      return byForm(parts, source.tokenUri, {
        grant_type: 'refresh_token',
        client_id: source.clientId,
        client_secret: source.clientSecret,
        refresh_token: source.refreshToken,
      });
    case 'google-federated':
      return federated(source, parts);
    case 'google-impersonated':
      return impersonated(source, parts);
    case 'google-own':
      return ownOfGoogle(source.scope, parts);
    case 'entra-client':
      return byForm(parts, `${source.authority}/${source.tenant}/oauth2/v2.0/token`, {
        grant_type: 'client_credentials',
        client_id: source.clientId,
        client_secret: source.clientSecret,
        scope: source.scope,
      });
    case 'entra-own':
      return ownOfAzure(source, parts);
  }
}

const STS = 'https://sts.googleapis.com/v1/token';

/** RFC 8693. */
async function federated(
  source: Extract<TokenSource, { kind: 'google-federated' }>,
  parts: Fetching,
): Promise<Issued<string>> {
  requireOwn(parts, 'gcp');
  return byForm(parts, STS, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    audience: source.audience,
    scope: source.scope,
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token: await subjectToken(source.subject, parts),
    subject_token_type: source.subjectTokenType,
  });
}

async function subjectToken({ file, member }: SubjectToken, { own }: Fetching): Promise<string> {
  const text = await own.readFile(file).catch((cause: unknown) => {
    throw rejected(`The token of the federated identity cannot be read from ${file}.`, { cause });
  });
  if (member === null) return text.trim();
  const value = objectIn(text)[member];
  if (typeof value === 'string') return value;
  throw rejected(`${file} holds no member "${member}".`);
}

async function impersonated(
  { from, email, delegates, scope }: Extract<TokenSource, { kind: 'google-impersonated' }>,
  { ask, tokenFor, clock }: Fetching,
): Promise<Issued<string>> {
  const { status, body } = await ask({
    method: 'POST',
    url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${encodeURIComponent(email)}:generateAccessToken`,
    headers: { authorization: `Bearer ${await tokenFor(from)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ scope: [scope], lifetime: '3600s', delegates }),
  });
  const { accessToken, expireTime, error } = objectIn(body);
  if (status === 200 && typeof accessToken === 'string' && typeof expireTime === 'string') {
    return { token: accessToken, expiresInMs: Math.max(0, Date.parse(expireTime) - clock.now()) };
  }
  const told = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
  throw refusedBy(`Google refused to act as ${email}`, status, told);
}

/** Application default credentials: a file that the environment names, else the metadata service. */
async function ownOfGoogle(scope: string, parts: Fetching): Promise<Issued<string>> {
  requireOwn(parts, 'gcp');
  const file = parts.own.googleFile();
  if (file !== null) return ofFile(objectIn(await parts.own.readFile(file)), scope, parts);
  const { status, body } = await parts.own.askMachine({
    service: 'gce',
    path: '/computeMetadata/v1/instance/service-accounts/default/token',
    headers: { 'metadata-flavor': 'Google' },
  });
  return issued(status, body, 'The metadata service gave no token');
}

function ofFile(file: Record<string, unknown>, scope: string, parts: Fetching): Promise<Issued<string>> {
  const text = (name: string): string => (typeof file[name] === 'string' ? file[name] : '');
  if (text('type') === 'authorized_user') {
    return fetchToken(
      {
        kind: 'google-user',
        clientId: text('client_id'),
        clientSecret: text('client_secret'),
        refreshToken: text('refresh_token'),
        tokenUri: GOOGLE_TOKEN_URI,
      },
      parts,
    );
  }
  if (text('type') !== 'service_account') {
    throw rejected(`Application default credentials of the type "${text('type')}" are not read.`);
  }
  const account = {
    clientEmail: text('client_email'),
    privateKey: text('private_key'),
    privateKeyId: text('private_key_id') || null,
    projectId: text('project_id') || null,
    tokenUri: GOOGLE_TOKEN_URI,
  };
  return requestAccountToken(parts, account, scope);
}

const GOOGLE_TOKEN_URI = 'https://oauth2.googleapis.com/token';

async function ownOfAzure(
  { clientId, resource }: Extract<TokenSource, { kind: 'entra-own' }>,
  parts: Fetching,
): Promise<Issued<string>> {
  requireOwn(parts, 'azure');
  const { own } = parts;
  if (own.azureWorkload !== null) return ofWorkload(own.azureWorkload, { clientId, resource }, parts);
  const query = new URLSearchParams({ 'api-version': AZURE_VERSION, resource });
  if (clientId !== null) query.set('client_id', clientId);
  if (own.azureAppSecret !== null) {
    query.set('api-version', AZURE_APP_VERSION);
    const headers = { 'x-identity-header': own.azureAppSecret };
    const { status, body } = await own.askMachine({ service: 'app-service', path: `?${query.toString()}`, headers });
    return issued(status, withLife(body, parts.clock.now()), 'The identity endpoint of the app gave no token');
  }
  const { status, body } = await own.askMachine({
    service: 'azure',
    path: `/metadata/identity/oauth2/token?${query.toString()}`,
    headers: { metadata: 'true' },
  });
  return issued(status, body, 'The metadata service gave no token');
}

const AZURE_VERSION = '2018-02-01';
const AZURE_APP_VERSION = '2019-08-01';

/** Source: Microsoft's page on the client credentials flow, "federated credential". */
async function ofWorkload(
  { tokenFile, tenant, clientId: own, authority }: NonNullable<TokenParts['own']['azureWorkload']>,
  { clientId, resource }: { clientId: string | null; resource: string },
  parts: Fetching,
): Promise<Issued<string>> {
  return byForm(parts, `${authority}/${tenant}/oauth2/v2.0/token`, {
    grant_type: 'client_credentials',
    client_id: clientId ?? own,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await subjectToken({ file: tokenFile, member: null }, parts),
    scope: `${resource.replace(/\/+$/, '')}/.default`,
  });
}

function requireOwn({ own }: TokenParts, cloud: MachineIdentity): void {
  if (own.allows(cloud)) return;
  throw rejected('This provider would use the identity of the machine that runs the gateway, which is not allowed.', {
    hint: `Whoever runs the gateway may allow it: TOLLGATE_OWN_IDENTITY=${cloud}.`,
  });
}

async function byForm({ postForm }: TokenParts, url: string, form: Record<string, string>): Promise<Issued<string>> {
  const { status, body } = await postForm(url, new URLSearchParams(form));
  return issued(status, body, `${new URL(url).host} refused the provider's credential`);
}

/** Azure's apps say until when, in seconds since the epoch, and not for how long. */
function withLife(text: string, now: number): string {
  const body = objectIn(text);
  const until = Number(body['expires_on']);
  return body['expires_in'] !== undefined || !(until > 0)
    ? text
    : JSON.stringify({ ...body, expires_in: Math.floor(until - now / 1000) });
}

const DEFAULT_LIFE_S = 3600;

/** An answer of a token endpoint (RFC 6749 §5). Azure's metadata service writes the seconds as text. */
function issued(status: number, text: string, why: string): Issued<string> {
  const body = objectIn(text);
  const { access_token: token, expires_in: expiresIn } = body;
  if (status === 200 && typeof token === 'string' && token !== '') {
    const seconds = Number(expiresIn ?? DEFAULT_LIFE_S);
    return { token, expiresInMs: (Number.isFinite(seconds) ? seconds : DEFAULT_LIFE_S) * 1000 };
  }
  const told = [body['error'], body['error_description']].filter((part) => typeof part === 'string').join(': ');
  throw refusedBy(why, status, told);
}

function refusedBy(why: string, status: number, told: string): GatewayError {
  const sentence = `${why} (${status}${told === '' ? '' : `, ${told.slice(0, 500)}`}).`;
  if (status >= 500 || status === 429) return new GatewayError('credentials_unreachable', sentence);
  return rejected(sentence, { hint: 'Check the credential, and what it may do; then save the integration again.' });
}

function rejected(message: string, options: { hint?: string; cause?: unknown } = {}): GatewayError {
  return new GatewayError('credentials_rejected', message, options);
}
