/** What a directory says of a person, read from the claims of its token. */
import type { OidcSettings } from '../../storage/ports/records/identity-providers.ts';
import type { OidcAnswer, OidcConfirmed } from './directory.ts';

export interface Asserted {
  subject: string;
  email: string | null;
  /** null = it does not say. */
  isEmailVerified: boolean | null;
  firstName: string;
  lastName: string;
  /** null = it does not say, which is not the same as none. */
  groups: string[] | null;
  /** The directory's own name of its session. */
  directorySession: string | null;
  /** What the directory must be told when the person signs out there: the ID token, or for SAML the name. null = nothing. */
  signOutHint: string | null;
  /** By which the directory is asked again without the person; null = it cannot be. */
  refreshToken: string | null;
  /** When the directory wants the session to be over, ms since the epoch; null = it does not say. */
  sessionEndsAt: number | null;
}

type Claims = Readonly<Record<string, unknown>>;

/** Throws where there is no subject. */
export function readClaims({ claims, idToken, refreshToken }: OidcAnswer, settings: OidcSettings): Asserted {
  const { sub } = claims;
  if (typeof sub !== 'string' || sub === '') throw new Error('the token names no subject');
  return {
    subject: sub,
    email: textOr(claimAt(claims, settings.emailClaim), null),
    isEmailVerified: verifiedIn(claims),
    firstName: textOr(claims['given_name'], '').slice(0, MAX_NAME),
    lastName: textOr(claims['family_name'], '').slice(0, MAX_NAME),
    groups: groupsIn(claims, settings.groupsClaims),
    directorySession: textOr(claims['sid'], null),
    signOutHint: idToken,
    // Without that scope it ends with the browser’s session at the directory, and would say nothing about the account.
    refreshToken: settings.scopes.includes('offline_access') ? refreshToken : null,
    sessionEndsAt: null,
  };
}

/**
 * The groups of a person whom the directory was asked about again; null = it does not say. A list that is missing means none where an ID
 * token came, as at a sign-in, and nothing where userinfo came alone: some directories tell groups in the token only.
 */
export function groupsNow(
  { claims, isWhole }: Pick<OidcConfirmed, 'claims' | 'isWhole'>,
  { groupsClaims }: Pick<OidcSettings, 'groupsClaims'>,
): string[] | null {
  const isSaid = isWhole || groupsClaims.some((name) => claimAt(claims, name) !== undefined);
  return isSaid ? groupsIn(claims, groupsClaims) : null;
}

const MAX_NAME = 100;

/** Entra says it in a claim of its own (`xms_edov`), and some write the flag as text. */
function verifiedIn(claims: Claims): boolean | null {
  for (const name of ['email_verified', 'xms_edov']) {
    const value = claims[name];
    if (value !== undefined && value !== null)
      return value === true || value === 'true' || value === 1 || value === '1';
  }
  return null;
}

/** Entra leaves groups out where there are many, and says only where they could be had. */
function groupsIn(claims: Claims, names: readonly string[]): string[] | null {
  const left = claims['_claim_names'];
  const isLeftOut = names.some((name) => typeof left === 'object' && left !== null && Object.hasOwn(left, name));
  if (isLeftOut || names.length === 0) return null;
  const found = names.map((name) => claimAt(claims, name)).filter((value) => value !== undefined);
  return found.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value])).filter(isText);
}

function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Claims)[step];
  }
  return value;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function textOr<Otherwise>(value: unknown, otherwise: Otherwise): string | Otherwise {
  return isText(value) ? value : otherwise;
}
