/** Google access tokens from service-account keys (RFC 7523): cached, renewed early, one request at a time per key. */
import { createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import type { ServiceAccount } from '../../providers/provider.ts';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { Clock } from '../../kernel/clock.ts';
import { GatewayError } from '../../kernel/errors.ts';

/** POSTs a form and returns the whole answer; rejects with GatewayError when the address is refused or unreachable. */
export type PostForm = (url: string, form: URLSearchParams) => Promise<{ status: number; body: string }>;

export interface GoogleTokens {
  /** Synchronous while a cached token is good. Rejects with GatewayError credentials_rejected | credentials_unreachable. */
  tokenFor(account: ServiceAccount, scope: string): string | Promise<string>;
  /** Forgets `refused`, unless a newer token has already taken its place. */
  drop(account: ServiceAccount, scope: string, refused: string): void;
}

/** Google's own libraries renew this early (eagerRefreshThresholdMillis of google-auth-library). */
const RENEW_BEFORE_MS = 5 * 60 * 1000;
/** A token this close to its end is no longer sent. */
const UNUSABLE_BEFORE_MS = 10 * 1000;
/** The longest life that Google accepts for an assertion, seconds. */
const ASSERTION_LIFE_S = 3600;

/** Requests may bring accounts of their own, so that they are without number. */
const MAX_ACCOUNTS = 10_000;

interface Entry {
  token: string;
  expiresAt: number;
  flight: Promise<string> | null;
}

export function createGoogleTokens(options: { clock: Clock; postForm: PostForm }): GoogleTokens {
  const entries = new BoundedMap<Entry>(MAX_ACCOUNTS);

  const fetchToken = async (key: string, account: ServiceAccount, scope: string): Promise<string> => {
    const { token, expiresInMs } = await requestToken(options, account, scope);
    entries.set(key, { token, expiresAt: options.clock.now() + expiresInMs, flight: null });
    return token;
  };
  const fly = (key: string, account: ServiceAccount, scope: string): Promise<string> => {
    const entry = entries.get(key) ?? { token: '', expiresAt: 0, flight: null };
    entry.flight ??= fetchToken(key, account, scope).finally(() => {
      entry.flight = null;
      if (entry.token === '' && entries.get(key) === entry) entries.delete(key);
    });
    entries.set(key, entry);
    return entry.flight;
  };
  return {
    tokenFor(account, scope) {
      const key = cacheKey(account, scope);
      const entry = entries.get(key);
      const left = (entry?.expiresAt ?? 0) - options.clock.now();
      if (entry === undefined || left <= UNUSABLE_BEFORE_MS) return fly(key, account, scope);
      // The old token still works: a failure of the early renewal is told when the old one has run out.
      if (left <= RENEW_BEFORE_MS) fly(key, account, scope).catch(() => undefined);
      return entry.token;
    },
    drop(account, scope, refused) {
      const key = cacheKey(account, scope);
      if (entries.get(key)?.token === refused) entries.delete(key);
    },
  };
}

const keysOfAccounts = new WeakMap<ServiceAccount, string>();

/** The key's material takes part: a rotated key under the same id must not be served the old token. */
function cacheKey(account: ServiceAccount, scope: string): string {
  let digest = keysOfAccounts.get(account);
  if (digest === undefined) {
    const parts = [account.tokenUri, account.clientEmail, account.privateKeyId, account.privateKey];
    digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    keysOfAccounts.set(account, digest);
  }
  return `${digest} ${scope}`;
}

async function requestToken(
  options: { clock: Clock; postForm: PostForm },
  account: ServiceAccount,
  scope: string,
): Promise<{ token: string; expiresInMs: number }> {
  const assertion = signAssertion(account, scope, Math.floor(options.clock.now() / 1000));
  const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const answer = await options.postForm(account.tokenUri, form);
  const body = parseObject(answer.body);
  const { access_token: token, expires_in: expiresIn } = body;
  if (answer.status === 200 && typeof token === 'string' && token !== '') {
    return { token, expiresInMs: (typeof expiresIn === 'number' ? expiresIn : ASSERTION_LIFE_S) * 1000 };
  }
  const told = [body['error'], body['error_description']].filter((part) => typeof part === 'string').join(': ');
  if (answer.status >= 500 || answer.status === 429) {
    throw new GatewayError(
      'credentials_unreachable',
      `Google's token endpoint answered ${answer.status}. ${told}`.trim(),
    );
  }
  throw new GatewayError(
    'credentials_rejected',
    `Google refused the provider's service account (${answer.status}${told === '' ? '' : `, ${told}`}).`,
    {
      hint: 'Check that the key is not deleted, that its e-mail is right, and that this machine’s clock is; then save the integration again.',
    },
  );
}

/** Source: developers.google.com/identity/protocols/oauth2/service-account. */
function signAssertion(account: ServiceAccount, scope: string, issuedAt: number): string {
  const header = { alg: 'RS256', typ: 'JWT', ...(account.privateKeyId === null ? {} : { kid: account.privateKeyId }) };
  const claims = {
    iss: account.clientEmail,
    scope,
    aud: account.tokenUri,
    iat: issuedAt,
    exp: issuedAt + ASSERTION_LIFE_S,
  };
  const content = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), privateKey(account)).toString('base64url')}`;
}

function privateKey(account: ServiceAccount): KeyObject {
  try {
    return createPrivateKey(account.privateKey);
  } catch (error) {
    throw new GatewayError(
      'credentials_rejected',
      "The private key in the provider's service account cannot be read.",
      {
        hint: 'Save the integration again with the JSON file as Google gave it.',
        cause: error,
      },
    );
  }
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url');

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
