/** The fake's OAuth token endpoint: takes a signed JWT, as Google does, and hands out bearers that expire. */
import { generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isRecord, parseJson, stringAt } from '../json-shape.ts';
import type { JsonRecord } from '../json-shape.ts';
import { status } from '../upstream/answer.ts';
import type { Answer } from '../upstream/answer.ts';

/** The members of a service-account key file that matter; `token_uri` points at the fake. */
export interface ServiceAccount {
  type: 'service_account';
  project_id: string;
  private_key_id: string;
  private_key: string;
  client_email: string;
  client_id: string;
  auth_uri: string;
  token_uri: string;
  universe_domain: string;
}

export interface TokenControl {
  /** How often a token was asked for, refused requests included. */
  requests: number;
  /** Seconds that a new token lives; what the answer calls `expires_in`. */
  lifetime: number;
  /** ms before each answer. */
  delay: number;
  /** Answers to give in place of the next tokens, in order. */
  failures: Answer[];
  /** Every bearer issued so far stops working. */
  revokeAll(): void;
  /** A live bearer without the ceremony, for callers that are not about tokens. */
  issue(): string;
}

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const GOOGLE_AUDIENCE = 'https://oauth2.googleapis.com/token';
const MAX_LIFETIME_S = 3600;
const SKEW_S = 300;

export interface TokenEndpoint {
  control: TokenControl;
  serviceAccount(url: string): ServiceAccount;
  /** What to answer to a form body. */
  answer(form: string, url: string): Answer;
  isLive(bearer: string): boolean;
}

let madeKeys: { publicKey: KeyObject; privateKey: KeyObject } | undefined;

/** One pair for the whole process: making one takes longer than most tests. */
function keyPair(): { publicKey: KeyObject; privateKey: KeyObject } {
  madeKeys ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  return madeKeys;
}

export function createTokenEndpoint(projectId: string, now: () => number): TokenEndpoint {
  const keys = keyPair();
  const keyId = randomBytes(20).toString('hex');
  const email = `tollgate@${projectId}.iam.gserviceaccount.com`;
  const liveUntil = new Map<string, number>();
  const issue = (): string => {
    const token = `ya29.c.fake-${randomBytes(24).toString('base64url')}`;
    liveUntil.set(token, now() + control.lifetime * 1000);
    return token;
  };
  const control: TokenControl = {
    requests: 0,
    lifetime: MAX_LIFETIME_S - 1,
    delay: 0,
    failures: [],
    revokeAll: () => liveUntil.clear(),
    issue,
  };
  return {
    control,
    serviceAccount: (url) => ({
      type: 'service_account',
      project_id: projectId,
      private_key_id: keyId,
      private_key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      client_email: email,
      client_id: '104857600000000000000',
      auth_uri: 'https://accounts.google.com/o/oauth2/auth',
      token_uri: `${url}/token`,
      universe_domain: 'googleapis.com',
    }),
    answer(form, url) {
      control.requests += 1;
      const failure = control.failures.shift();
      if (failure !== undefined) return failure;
      const audiences = [`${url}/token`, GOOGLE_AUDIENCE];
      const expected = { publicKey: keys.publicKey, keyId, email, audiences, now: now() / 1000 };
      const granted = (): Answer =>
        status(200, { access_token: issue(), expires_in: control.lifetime, token_type: 'Bearer' });
      return refuseForm(form, expected) ?? granted();
    },
    isLive: (bearer) => (liveUntil.get(bearer) ?? 0) > now(),
  };
}

interface Expected {
  publicKey: KeyObject;
  keyId: string;
  email: string;
  audiences: readonly string[];
  /** Seconds. */
  now: number;
}

function refuseForm(form: string, expected: Expected): Answer | undefined {
  const fields = new URLSearchParams(form);
  const grantType = fields.get('grant_type') ?? '';
  if (grantType !== GRANT_TYPE) return oauthError('unsupported_grant_type', `Invalid grant_type: ${grantType}`);
  const parts = (fields.get('assertion') ?? '').split('.');
  const [header, claims] = parts.map(decoded);
  if (header === undefined || claims === undefined) return oauthError('invalid_grant', 'Bad Request');
  if (stringAt(header, 'alg') !== 'RS256') return oauthError('invalid_grant', 'Invalid JWT: unsupported algorithm.');
  if (stringAt(claims, 'iss') !== expected.email) {
    return oauthError('invalid_grant', 'Invalid grant: account not found');
  }
  const knowsKey = header['kid'] === undefined || header['kid'] === expected.keyId;
  if (!knowsKey || !isSigned(parts, expected.publicKey)) return oauthError('invalid_grant', 'Invalid JWT Signature.');
  return refuseClaims(claims, expected);
}

function isSigned([header, claims, signature]: readonly string[], key: KeyObject): boolean {
  const signed = Buffer.from(`${header ?? ''}.${claims ?? ''}`);
  return verify('RSA-SHA256', signed, key, Buffer.from(signature ?? '', 'base64url'));
}

function refuseClaims(claims: JsonRecord, expected: Expected): Answer | undefined {
  const issuedAt = Number(claims['iat']);
  const expires = Number(claims['exp']);
  const isTimely =
    issuedAt <= expected.now + SKEW_S && expires > expected.now - SKEW_S && expires - issuedAt <= MAX_LIFETIME_S;
  if (!isTimely) {
    return oauthError(
      'invalid_grant',
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
    );
  }
  if (!expected.audiences.includes(stringAt(claims, 'aud'))) {
    return oauthError('invalid_grant', 'Invalid JWT: Failed audience check.');
  }
  if (!stringAt(claims, 'scope').split(' ').includes(SCOPE)) {
    return oauthError('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
  }
  return undefined;
}

/** Google's OAuth errors are flat, unlike those of its APIs. */
export function oauthError(error: string, description: string, code = 400): Answer {
  return status(code, { error, error_description: description });
}

function decoded(part: string): JsonRecord | undefined {
  const value = parseJson(Buffer.from(part, 'base64url').toString('utf8'));
  return isRecord(value) ? value : undefined;
}
