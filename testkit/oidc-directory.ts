/** A directory that speaks OpenID Connect (oidc-provider), in this process: whom it signs in is said by the test. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { Provider } from 'oidc-provider';
import { isRecord } from './json-shape.ts';

export interface OidcDirectory {
  issuer: string;
  /** Takes another address to call back. */
  allow(redirectUri: string): void;
  /** Who signs in next, by the claims of the ID token. */
  person(claims: Record<string, unknown> & { sub: string }): void;
  /** Nobody of that subject has an account any more. */
  remove(subject: string): void;
  /** Follows the redirects of the directory from its authorization URL to the callback, as a browser would. */
  signIn(authorizationUrl: string): Promise<string>;
  /** A logout token, signed by the directory. */
  logoutToken(claims: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

export const CLIENT = { id: 'tollgate', secret: 'a-secret-of-the-directory-0123456789' };

/** How the directory knows us; by its secret in the header where nothing is said. */
interface Registered {
  post_logout_redirect_uris?: string[];
  token_endpoint_auth_method?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';
  /** Our public keys, for `private_key_jwt`. */
  jwks?: { keys: JWK[] };
}

export async function startOidcDirectory(client: Registered = {}): Promise<OidcDirectory> {
  let claims: Record<string, unknown> & { sub: string } = { sub: 'nobody' };
  const gone = new Set<string>();
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const redirects: string[] = [];
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: ['http://127.0.0.1/'],
        grant_types: ['authorization_code', 'refresh_token'],
        ...client,
      },
    ],
    jwks: { keys: [jwk] },
    claims: {
      openid: ['sub', 'sid'],
      email: ['email', 'email_verified'],
      profile: ['given_name', 'family_name', 'groups'],
    },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    pkce: { required: () => true },
    findAccount: (_, sub) => (gone.has(sub) ? undefined : { accountId: sub, claims: () => ({ ...claims, sub }) }),
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  });
  // Known only once the gateway has made its provider.
  provider.Client.prototype.redirectUriAllowed = (uri: string) => redirects.includes(uri);
  const callback = provider.callback();
  server.on('request', (request, response) => {
    // The library takes a secret in the header and in the body alike.
    if (request.url === '/token' && !isKnownBy(client.token_endpoint_auth_method, request.headers.authorization)) {
      response.writeHead(401, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify({ error: 'invalid_client', error_description: 'client auth failed' }));
    }
    if (!request.url?.startsWith('/interaction/')) return void callback(request, response);
    void (async () => {
      const { prompt, params, grantId } = await provider.interactionDetails(request, response);
      if (prompt.name === 'login') {
        return provider.interactionFinished(request, response, { login: { accountId: claims.sub } });
      }
      const grant =
        (grantId === undefined ? undefined : await provider.Grant.find(grantId)) ??
        new provider.Grant({ accountId: claims.sub, clientId: String(params['client_id']) });
      grant.addOIDCScope('openid email profile');
      grant.addOIDCClaims(['groups', 'email', 'email_verified', 'given_name', 'family_name']);
      return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
    })();
  });
  return {
    issuer,
    allow: (redirectUri) => void redirects.push(redirectUri),
    person: (next) => {
      claims = next;
    },
    remove: (subject) => void gone.add(subject),
    signIn: (url) => followRedirects(url, issuer),
    async logoutToken(told) {
      const { SignJWT } = await import('jose');
      const signing = new SignJWT(told).setProtectedHeader({ alg: 'RS256', kid: 'k1', typ: 'logout+jwt' });
      return signing.setIssuer(issuer).setIssuedAt().setJti('1').sign(privateKey);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function isKnownBy(way: Registered['token_endpoint_auth_method'], authorization: string | undefined): boolean {
  const isBasic = authorization?.startsWith('Basic ') === true;
  return way === undefined || isBasic === (way === 'client_secret_basic');
}

/** Resolves with the first address that is not the directory's. */
async function followRedirects(start: string, issuer: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let step = 0; step < 10; step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split('=', 2);
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`The directory answered ${response.status}: ${await response.text()}`);
    url = new URL(location, url).href;
    if (!url.startsWith(issuer)) return url;
  }
  throw new Error('The directory goes round in circles.');
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return isRecord(parsed) ? parsed : {};
}
