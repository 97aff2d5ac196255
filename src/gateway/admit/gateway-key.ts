/** Finds the gateway key in a request's headers, and its owner. Shared by the data plane and the admin API. */
import { GatewayError } from '../../kernel/errors.ts';
import type { KeyHash } from '../../kernel/ids.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { CompiledKey, Snapshot } from '../snapshot/snapshot.ts';
import { isOrphaned, isOwnKey } from '../snapshot/snapshot.ts';

/** In which a gateway key may come. */
export const KEY_HEADERS = ['x-portkey-api-key', 'authorization', 'x-api-key', 'x-goog-api-key'] as const;

const BEARER = /^bearer\s+/i;
/**
 * The access key id of a signed request, which ends before the scope (`/20261130/us-east-1/bedrock/aws4_request`).
 * docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
const AWS_CREDENTIAL = /^AWS4-HMAC-SHA256\s.*?\bCredential=(.+?)(?:\/[^/,\s]*){4}(?:,|\s|$)/i;
/** What AWS itself hands out: no gateway key. */
const OF_AWS = /^A[A-Z]{3}[A-Z0-9]{12,}$/;

/**
 * The contract's order (contract#gateway-keys): `x-portkey-api-key`, else `Authorization: Bearer`, else `x-api-key`, else
 * `x-goog-api-key`, in which Google's clients send theirs, and at last the access key id of a client of AWS that signs.
 * Throws GatewayError missing_api_key | invalid_header.
 */
export function presentedKey(headers: RequestHeaders): string {
  const own = headers['x-portkey-api-key'];
  if (own !== undefined) return refuseGluedHeaders(own.replace(BEARER, '').trim());
  const authorization = headers['authorization'];
  if (authorization !== undefined && BEARER.test(authorization)) return authorization.replace(BEARER, '').trim();
  const apiKey = headers['x-api-key'] || headers['x-goog-api-key'];
  if (apiKey !== undefined && apiKey !== '') return apiKey.trim();
  const signer = accessKeyId(authorization);
  if (signer !== undefined && !OF_AWS.test(signer)) return signer;
  throw new GatewayError('missing_api_key', 'No gateway key came with this request.', {
    hint: /^aws4-hmac/i.test(authorization ?? '')
      ? 'Set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID, to the gateway key; or send it as x-portkey-api-key.'
      : // No word of x-api-key: Claude Code shows its own text about logging in when it reads that.
        'Send it as "Authorization: Bearer <key>" (ANTHROPIC_AUTH_TOKEN in Claude Code), as the API key of your SDK, or as x-portkey-api-key.',
  });
}

/**
 * The signature is not checked: gateway keys are stored as hashes, and a check would need the secret. The key counts as
 * in a bearer token, and so needs TLS on its way as one does.
 */
function accessKeyId(authorization = ''): string | undefined {
  return AWS_CREDENTIAL.exec(authorization)?.[1];
}

/** Two lines of ANTHROPIC_CUSTOM_HEADERS that arrived as one header, because the newline between them was lost. */
function refuseGluedHeaders(key: string): string {
  if (!key.includes('x-portkey-')) return key;
  throw new GatewayError(
    'invalid_header',
    'x-portkey-api-key holds a second header: the line break between them was lost.',
    {
      status: 401,
      hint: 'In settings.json, separate the lines of ANTHROPIC_CUSTOM_HEADERS with \\n (one backslash), not with \\\\n or a comma.',
    },
  );
}

/** Throws GatewayError invalid_api_key | expired_api_key. */
export function findKey(snapshot: Snapshot, key: string, now: number): CompiledKey {
  return findKeyByHash(snapshot, hashKey(key), now);
}

/** Throws GatewayError invalid_api_key | expired_api_key. `hashed` is of a key that was presented, now or at a sign-in. */
export function findKeyByHash(snapshot: Snapshot, hashed: KeyHash, now: number): CompiledKey {
  const found = snapshot.keys.get(hashed);
  // The time of a look-up by SHA-256 tells nothing of a key: nobody chooses the hash that is looked up.
  if (found === undefined) {
    throw new GatewayError('invalid_api_key', 'Invalid API key: Tollgate does not know this gateway key.', {
      hint: 'Check for a missing character, or ask your platform team for a new key.',
    });
  }
  if (isOrphaned(snapshot, found)) {
    throw new GatewayError('invalid_api_key', 'Invalid API key: the workspace of this gateway key no longer exists.', {
      hint: 'Ask your platform team for a key of another workspace.',
    });
  }
  refuseExpired(found, now);
  return found;
}

/** `now` in ms since the epoch. Throws GatewayError expired_api_key. Shared with `explain`. */
export function refuseExpired(
  { expiresAt, ownerUntil }: Pick<CompiledKey, 'expiresAt' | 'ownerUntil'>,
  now: number,
): void {
  if (ownerUntil !== undefined && ownerUntil <= now) {
    throw new GatewayError(
      'expired_api_key',
      'The directory of this gateway key’s owner has not confirmed the account.',
      {
        hint: 'The owner signs in to the dashboard by the directory; then the key works again.',
      },
    );
  }
  if (expiresAt === null || expiresAt > now) return;
  throw new GatewayError('expired_api_key', `This gateway key expired on ${new Date(expiresAt).toISOString()}.`, {
    hint: 'Ask your platform team for a new key.',
  });
}

type OwnKeys = Pick<Snapshot, 'keys' | 'archivedKeys'>;

/**
 * The caller's own key for the upstream, out of `Authorization`, `x-api-key` or `x-goog-api-key`; null when it sent none. Those hold it
 * only when the gateway key came in a header of its own (contract#gateway-keys), and clients repeat the gateway key in them.
 */
export function callersKey(headers: RequestHeaders, snapshot: OwnKeys): string | null {
  if (headers['x-portkey-api-key'] === undefined) return null;
  const authorization = headers['authorization'] ?? '';
  const bearer = BEARER.test(authorization) ? authorization.replace(BEARER, '') : undefined;
  const sent = [bearer, headers['x-api-key'], headers['x-goog-api-key']];
  const own = sent.find((value) => value !== undefined && value.trim() !== '' && !isGatewayKey(snapshot, value));
  return own?.trim() ?? null;
}

/** True when a header value is, or holds as one of its words, one of our keys, deleted ones included: such a value must never travel upstream. */
export function isGatewayKey(snapshot: OwnKeys, value: string): boolean {
  const words = [value.replace(BEARER, '').trim(), ...value.split(/[\s,;:="']+/)];
  const signer = accessKeyId(value);
  if (signer !== undefined) words.push(signer);
  return words.some((word) => isOwnKey(snapshot, hashKey(word)));
}
