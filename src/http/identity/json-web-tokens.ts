/** JSON Web Tokens as gateway keys: signature, claims, and what their bearer may do (contract#tokens). */
import { hash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import type { Bringing, Tokens } from '../../gateway/admit/tokens.ts';
import type { CompiledKey, CompiledWorkspace, Snapshot } from '../../gateway/snapshot/snapshot.ts';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import type { CompiledLimits } from '../../routing/compiled-limits.ts';
import type { JwtSettings } from '../../storage/ports/records/organisation-settings.ts';
import type { KeySets } from './key-sets.ts';
import { tokenLimits } from './token-limits.ts';

export interface TokenParts {
  keySets: KeySets;
  /** May a key of a workspace hold the scope? */
  mayHold: (scope: string) => boolean;
  /** Called for a token that is refused, once it is known which organisation it says it is for. */
  onRefused: (refused: Refused) => void;
}

export interface Refused {
  organisationId: OrganisationId;
  token: string;
  error: GatewayError;
  request: ReturnType<Bringing['request']>;
}

const MAX_VERIFIED = 10_000;
const MAX_METADATA_CHARACTERS = 128;

interface Verified {
  key: CompiledKey;
  /** Of which organisation and by which settings it was verified: others verify anew. */
  issuer: string;
}

export function createTokens({ keySets, mayHold, onRefused }: TokenParts): Tokens {
  const verified = new BoundedMap<Verified>(MAX_VERIFIED);
  return {
    async verify(token, snapshot, { now, request }) {
      const { organisationId, settings } = issuerOf(token, snapshot);
      const place = hash('sha256', token, 'hex');
      const told = JSON.stringify([organisationId, settings]);
      const known = verified.get(place);
      if (known?.issuer === told && isAlive(known.key, snapshot, now)) return known.key;
      try {
        const claims = await claimsOf(token, settings, { keySets, now });
        const key = keyOf(
          { token, claims, settings, mayHold },
          workspaceFor(claims, { organisationId, settings }, snapshot),
        );
        verified.set(place, { key, issuer: told });
        return key;
      } catch (error) {
        if (error instanceof GatewayError && error.fault === 'client') {
          onRefused({ organisationId, token, error, request: request() });
        }
        throw error;
      }
    },
  };
}

const isAlive = ({ expiresAt, workspaceId }: CompiledKey, { workspaces }: Snapshot, now: number): boolean =>
  expiresAt !== null && expiresAt > now && workspaceId !== null && workspaces.has(workspaceId);

interface Issuer {
  organisationId: OrganisationId;
  settings: JwtSettings;
}

/**
 * Which organisation and which of its identity providers the token says it is of: nothing is believed of it before its signature
 * holds. One that names no organisation is of the operator's own, whatever others say: a tenant that named the same issuer
 * could get its requests otherwise, or have them refused.
 */
function issuerOf(token: string, { organisations, homeOrganisationId }: Snapshot): Issuer {
  const claims = unverified(token);
  const named = claims['portkey_oid'] ?? claims['organisation_id'];
  const organisationId = named === undefined ? homeOrganisationId : (named as OrganisationId);
  const issuers = organisationId === null ? undefined : organisations.get(organisationId)?.tokenIssuers;
  if (organisationId === null || issuers === undefined || issuers.length === 0) throw takesNone(named);
  // The word of the only one there is is not needed: where it must have an issuer, that is verified with its keys.
  const settings = issuers.length === 1 ? issuers[0] : issuers.find(({ issuer }) => issuer === claims.iss);
  if (settings === undefined) throw invalid('its issuer (iss) is none of those that the organisation takes tokens of');
  return { organisationId, settings };
}

function takesNone(named: unknown): GatewayError {
  if (named === undefined) return invalid('it names no organisation (portkey_oid)');
  return new GatewayError('token_not_allowed', 'This token is for an organisation that takes no tokens.', {
    hint: 'An administrator sets `jwt` in /v1/admin/organisation/settings.',
  });
}

function unverified(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch (cause) {
    throw invalid('it cannot be read', cause);
  }
}

/**
 * As RFC 7519 and RFC 9068 call them, and Anthropic those of its customer-routed inference. Another kind, as of a logout, was
 * made for something else.
 */
const TYPES: ReadonlySet<string> = new Set(['jwt', 'at+jwt', 'application/at+jwt', 'cri+jwt']);

/** The claims, once the signature holds by an algorithm that the organisation allows. */
async function claimsOf(
  token: string,
  settings: JwtSettings,
  { keySets, now }: { keySets: KeySets; now: number },
): Promise<JWTPayload> {
  try {
    const { kid, typ } = decodeProtectedHeader(token);
    if (kid === undefined || kid === '') throw invalid('its header has no kid');
    if (typ !== undefined && !TYPES.has(typ.toLowerCase()))
      throw invalid(`it is no access token: its typ is ${typ.slice(0, 30)}`);
    const { payload } = await jwtVerify(token, await keySets.keysFor(settings, kid, now), {
      algorithms: [...settings.algorithms],
      requiredClaims: ['exp'],
      currentDate: new Date(now),
      ...(settings.audience === null ? {} : { audience: settings.audience }),
      ...(settings.issuer === null ? {} : { issuer: settings.issuer }),
    });
    return payload;
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    if (cause instanceof errors.JWTExpired)
      throw new GatewayError('expired_api_key', 'This token has expired.', { cause });
    throw invalid(cause instanceof errors.JOSEError ? cause.message : 'it cannot be verified', cause);
  }
}

function workspaceFor(
  claims: JWTPayload,
  { organisationId, settings }: Issuer,
  { workspaces }: Snapshot,
): CompiledWorkspace {
  const named = claims['portkey_workspace'] ?? claims['workspace_slug'] ?? settings.defaultWorkspace;
  for (const workspace of workspaces.values()) {
    const isOwn = workspace.organisationId === organisationId;
    if (isOwn && (workspace.slug === named || workspace.id === named)) return workspace;
  }
  throw new GatewayError('token_not_allowed', 'This token opens no workspace of the organisation.', {
    hint: 'It needs the claim portkey_workspace with the slug of a workspace, or `jwt.default_workspace` in the settings.',
  });
}

interface Bearer {
  token: string;
  claims: JWTPayload;
  settings: JwtSettings;
  mayHold: (scope: string) => boolean;
}

function keyOf({ token, claims, settings, mayHold }: Bearer, workspace: CompiledWorkspace): CompiledKey {
  const defaults = isRecord(claims['defaults']) ? claims['defaults'] : {};
  const config = defaults['config_id'];
  return {
    id: `token:${hash('sha256', token, 'hex').slice(0, 16)}`,
    hash: hashKey(token),
    organisationId: workspace.organisationId,
    workspaceId: workspace.id,
    type: 'workspace-user',
    userId: userOf(claims),
    scopes: new Set(scopesOf(claims, settings).filter(mayHold)),
    metadata: textsIn(defaults['metadata']),
    defaultConfig: typeof config === 'string' && workspace.configs.has(config) ? config : null,
    allowConfigOverride: true,
    expiresAt: (claims.exp ?? 0) * 1000,
    previousHash: null,
    limits: limitsOf(token, claims, workspace.organisationId),
  };
}

/** Throws `invalid_api_key`: to serve a token without its limits would be to fail open. */
function limitsOf(token: string, claims: JWTPayload, organisationId: OrganisationId): CompiledLimits {
  const user = userOf(claims);
  try {
    return tokenLimits(claims, {
      id: `token-${hash('sha256', token, 'hex').slice(0, 32)}`,
      name: user === null ? 'a token' : `a token of ${user}`,
      organisationId,
    });
  } catch (cause) {
    if (cause instanceof GatewayError) throw invalid(cause.message, cause);
    throw cause;
  }
}

function userOf(claims: JWTPayload): string | null {
  const names = [claims['email_id'], claims.sub, claims['uid']];
  return names.find((name): name is string => typeof name === 'string' && name !== '') ?? null;
}

function scopesOf(claims: JWTPayload, { defaultScopes }: JwtSettings): string[] {
  const told = claims['scope'] ?? claims['scopes'];
  if (told === undefined) return [...defaultScopes];
  const names = typeof told === 'string' ? told.split(/[\s,]+/) : Array.isArray(told) ? (told as unknown[]) : [];
  return names.filter((name) => typeof name === 'string').map((name) => name.replace(/^portkey\./, ''));
}

function textsIn(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts.map(([name, text]) => [name, text.slice(0, MAX_METADATA_CHARACTERS)]));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function invalid(why: string, cause?: unknown): GatewayError {
  return new GatewayError('invalid_api_key', `Invalid token: ${why}.`, cause === undefined ? {} : { cause });
}
