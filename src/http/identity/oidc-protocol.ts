/** OpenID Connect spoken to a directory (openid-client): discovery, code flow, logout. Nothing here decides who gets in. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { exportJWK, importPKCS8, jwtVerify, calculateJwkThumbprint } from 'jose';
import * as oidc from 'openid-client';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { OidcClient, OidcConfirmed, OidcProtocol } from '../../control/single-sign-on/directory.ts';
import type { GuardedFetch } from '../outbound/guarded-fetch.ts';
import type { KeySets } from './key-sets.ts';

/** Endpoints rarely move; a directory that was set up anew is asked again within minutes. */
const FRESH_MS = 10 * 60_000;
const MAX_CLIENTS = 1000;
const CLOCK_TOLERANCE_S = 30;
/** OpenID Connect Back-Channel Logout 1.0 §2.4. */
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

export interface OidcParts {
  fetch: GuardedFetch;
  keySets: KeySets;
  /** ms since the epoch. */
  now: () => number;
}

type Configured = (client: OidcClient) => Promise<oidc.Configuration>;

export function createOidcProtocol({ fetch, keySets, now }: OidcParts): OidcProtocol {
  const known = new BoundedMap<{ told: string; at: number; found: Promise<oidc.Configuration> }>(MAX_CLIENTS);
  const configured: Configured = (client) => {
    const told = JSON.stringify([
      client.settings.issuer,
      client.settings.clientId,
      client.settings.tokenAuth,
      client.secret,
    ]);
    const last = known.get(client.id);
    if (last !== undefined && last.told === told && now() - last.at < FRESH_MS) return last.found;
    const found = discover(client, fetch);
    known.set(client.id, { told, at: now(), found });
    // What failed is tried again with the next sign-in.
    found.catch(() => known.delete(client.id));
    return found;
  };
  return {
    authorizationUrl: async (client, { redirectUri, state, nonce, verifier }) =>
      oidc.buildAuthorizationUrl(await configured(client), {
        redirect_uri: redirectUri,
        scope: client.settings.scopes.join(' '),
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).href,
    finish: async (client, callbackUrl, checks) => finish(await configured(client), callbackUrl, checks),
    confirm: async (client, asked) => confirm(await configured(client), asked),
    async signOutUrl(client, { idToken, returnUrl }) {
      const found = await configured(client);
      if (found.serverMetadata().end_session_endpoint === undefined) return null;
      return oidc.buildEndSessionUrl(found, { id_token_hint: idToken, post_logout_redirect_uri: returnUrl }).href;
    },
    readLogoutToken: (client, token) => readLogoutToken({ client, token, configured, keySets, now: now() }),
    publicKeys: async (client) => publicKeys(client),
    test: (client) => test(client, { configured, fetch, forget: () => known.delete(client.id) }),
  };
}

async function discover({ settings, secret }: OidcClient, fetch: GuardedFetch): Promise<oidc.Configuration> {
  const issuer = new URL(settings.issuer);
  const insecure = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
  const own: oidc.CustomFetch = (url, { method, headers, body }) => fetch(url, { method, headers, body });
  const found = await oidc.discovery(
    issuer,
    settings.clientId,
    { [oidc.clockTolerance]: CLOCK_TOLERANCE_S },
    await authOf(settings.tokenAuth, secret),
    // The guard of URLs has judged the address: plain http is for hosts that the operator named.
    { execute: [...insecure, oidc.enableNonRepudiationChecks], [oidc.customFetch]: own },
  );
  found[oidc.customFetch] = own;
  return found;
}

async function authOf(kind: OidcClient['settings']['tokenAuth'], secret: string | null): Promise<oidc.ClientAuth> {
  if (kind === 'none' || secret === null) return oidc.None();
  if (kind === 'client_secret_basic') return oidc.ClientSecretBasic(secret);
  if (kind === 'client_secret_post') return oidc.ClientSecretPost(secret);
  const key = createPrivateKey(secret);
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return oidc.PrivateKeyJwt({ key: await importPKCS8(pem, algorithmOf(key)), kid: await keyIdOf(key) });
}

function algorithmOf(key: KeyObject): string {
  if (key.asymmetricKeyType === 'ed25519') return 'EdDSA';
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (curve === undefined) return 'RS256';
  return curve === 'secp384r1' ? 'ES384' : 'ES256';
}

const keyIdOf = async (key: KeyObject): Promise<string> =>
  calculateJwkThumbprint(await exportJWK(createPublicKey(key)));

async function publicKeys({ settings, secret }: OidcClient): Promise<object | null> {
  if (settings.tokenAuth !== 'private_key_jwt' || secret === null) return null;
  const key = createPrivateKey(secret);
  const jwk = await exportJWK(createPublicKey(key));
  return { keys: [{ ...jwk, kid: await keyIdOf(key), alg: algorithmOf(key), use: 'sig' }] };
}

/** Claims of userinfo only where the token has none of that name: the token is signed. */
async function finish(
  found: oidc.Configuration,
  callbackUrl: string,
  { state, nonce, verifier }: { state: string; nonce: string; verifier: string },
) {
  const tokens = await oidc.authorizationCodeGrant(found, new URL(callbackUrl), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined || tokens.id_token === undefined) throw new Error('no ID token came');
  const more = await userInfo(found, tokens.access_token, claims.sub);
  return {
    claims: { ...more, ...claims },
    idToken: tokens.id_token,
    refreshToken: tokens.refresh_token ?? null,
  };
}

/** RFC 6749 §5.2: the token is revoked, over, or of somebody who is gone. */
const GONE = 'invalid_grant';

/** Some directories go on refreshing tokens of somebody who may not sign in any more: userinfo is asked as well. */
async function confirm(
  found: oidc.Configuration,
  { refreshToken, subject }: { refreshToken: string; subject: string },
): Promise<'no' | OidcConfirmed> {
  try {
    const tokens = await oidc.refreshTokenGrant(found, refreshToken);
    const claims = tokens.claims();
    if (claims !== undefined && claims.sub !== subject) return 'no';
    const more = await userInfo(found, tokens.access_token, subject);
    return {
      refreshToken: tokens.refresh_token ?? null,
      claims: { ...more, ...claims },
      isWhole: claims !== undefined,
    };
  } catch (error) {
    if (error instanceof oidc.ResponseBodyError && error.error === GONE) return 'no';
    if (error instanceof oidc.WWWAuthenticateChallengeError && error.status === 401) return 'no';
    throw error;
  }
}

async function userInfo(found: oidc.Configuration, accessToken: string, subject: string): Promise<object> {
  if (found.serverMetadata().userinfo_endpoint === undefined) return {};
  return oidc.fetchUserInfo(found, accessToken, subject);
}

interface LogoutAsked {
  client: OidcClient;
  token: string;
  configured: Configured;
  keySets: KeySets;
  now: number;
}

/** Any algorithm but those with a shared secret, and none. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** OpenID Connect Back-Channel Logout 1.0 §2.6. */
async function readLogoutToken({ client, token, configured, keySets, now }: LogoutAsked) {
  const { issuer, jwks_uri: jwksUrl } = (await configured(client)).serverMetadata();
  if (jwksUrl === undefined) throw new Error('the directory publishes no keys');
  const { payload } = await jwtVerify(
    token,
    (header, input) =>
      keySets
        .keysFor(
          { jwksUrl, jwks: null, algorithms: ALGORITHMS, audience: null, issuer: null, defaultScopes: [] },
          header.kid ?? '',
          now,
        )
        .then((keys) => keys(header, input)),
    {
      issuer,
      audience: client.settings.clientId,
      algorithms: ALGORITHMS,
      requiredClaims: ['iat', 'jti'],
      maxTokenAge: '10 minutes',
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(now),
    },
  );
  const { sub, sid, nonce, events } = payload;
  const isLogout = typeof events === 'object' && events !== null && Object.hasOwn(events, LOGOUT_EVENT);
  // An ID token has a nonce: it must not end sessions.
  if (!isLogout || nonce !== undefined) throw new Error('this is no logout token');
  const told = { subject: sub ?? null, directorySession: typeof sid === 'string' ? sid : null };
  if (told.subject === null && told.directorySession === null) throw new Error('it names neither person nor session');
  return told;
}

type Step = Awaited<ReturnType<OidcProtocol['test']>>[number];

async function test(
  client: OidcClient,
  { configured, fetch, forget }: { configured: Configured; fetch: GuardedFetch; forget: () => void },
): Promise<Step[]> {
  forget();
  let metadata: oidc.ServerMetadata;
  try {
    metadata = (await configured(client)).serverMetadata();
  } catch (error) {
    return [{ name: 'discovery', ok: false, detail: whyFailed(error) }];
  }
  return [
    { name: 'discovery', ok: true, detail: metadata.issuer },
    await testKeys(metadata.jwks_uri, fetch),
    testAuth(client, metadata),
  ];
}

async function testKeys(url: string | undefined, fetch: GuardedFetch): Promise<Step> {
  const name = 'keys';
  if (url === undefined) return { name, ok: false, detail: 'The directory publishes no keys (jwks_uri).' };
  try {
    const set = (await (await fetch(url)).json()) as { keys?: unknown[] };
    const count = set.keys?.length ?? 0;
    return { name, ok: count > 0, detail: `${count} ${count === 1 ? 'key' : 'keys'} at ${url}` };
  } catch (error) {
    return { name, ok: false, detail: whyFailed(error) };
  }
}

function testAuth({ settings }: OidcClient, metadata: oidc.ServerMetadata): Step {
  // The default of OpenID Connect Discovery 1.0 §3.
  const offered = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const ok = settings.tokenAuth === 'none' || offered.includes(settings.tokenAuth);
  const detail = ok ? settings.tokenAuth : `${settings.tokenAuth} is not offered; these are: ${offered.join(', ')}`;
  return { name: 'token endpoint', ok, detail };
}

function whyFailed(error: unknown): string {
  if (!(error instanceof Error)) return 'It failed.';
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}
