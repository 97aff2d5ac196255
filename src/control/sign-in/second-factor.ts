/**
 * The second step of signing in with a password: a code of an authenticator app, or a recovery code. Where the organisation
 * wants one and the person has none, the sign-in sets an app or a security key up. The page sends address and password again with the code, so
 * nothing is remembered between the two.
 */
import { GatewayError } from '../../kernel/errors.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { SecondFactor } from '../../storage/ports/records/second-factors.ts';
import type { User } from '../../storage/ports/records/users.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import type { Asked } from './security-key.ts';
import { newTotpSecret, stepOf, totpUri } from './totp.ts';

/**
 * What the page must ask for next. `security_key`: what a key may sign in place of a code, or is to be set up by in place of an app; null = the
 * person has none for this host, or the host is an address, at which none can be set up.
 */
export type SecondStep =
  | { kind: 'code'; security_key: Asked | null }
  | ({ kind: 'enrol'; security_key: Asked | null } & Enrolment);

export interface Enrolment {
  /** In base 32, for typing. */
  secret: string;
  /** For a QR code. */
  uri: string;
  /** Sealed; to be sent back with the first code. */
  enrolment: string;
}

/** Long enough to find the phone and install an app. */
const ENROLMENT_MS = 15 * 60_000;
const RECOVERY_CODES = 10;
/** Letters and digits that nobody mistakes for each other. */
const RECOVERY_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

type Acting = Pick<ControlContext, 'clock' | 'sealer' | 'randomBytes'>;

/** Does the password of this person not suffice? */
export async function needsSecondFactor(tx: TenantRecords, userId: string): Promise<boolean> {
  const { requiresSecondFactor } = await tx.identitySettings.read();
  return requiresSecondFactor || (await tx.secondFactors.listByUser(userId)).length > 0;
}

/** A new secret, which counts once a code of it was given. */
export function beginEnrolment(context: Acting, user: Pick<User, 'id' | 'email'>): Enrolment {
  const secret = newTotpSecret(context);
  const sealed = JSON.stringify({ secret, until: context.clock.now() + ENROLMENT_MS });
  return {
    secret,
    uri: totpUri(secret, { account: user.email, issuer: 'Tollgate' }),
    enrolment: context.sealer.seal(sealed, `enrolment:${user.id}`),
  };
}

interface FirstCode {
  enrolment: string;
  code: string;
  name: string;
}

/**
 * Stores the factor, and new recovery codes where the person had none: these are returned, and shown once. Throws
 * `second_factor_failed` for a wrong code, and for an enrolment of somebody else or of long ago.
 */
export async function enrol(
  context: Acting,
  tx: TenantRecords,
  { userId, given }: { userId: string; given: FirstCode },
): Promise<{ factor: SecondFactor; recoveryCodes: string[] }> {
  const now = context.clock.now();
  const secret = openEnrolment(context, userId, given.enrolment);
  const step = secret === null ? null : stepOf(secret, cleanCode(given.code), now);
  if (secret === null || step === null) throw wrongCode();
  const id = newId(context);
  const factor: SecondFactor = {
    id,
    organisationId: tx.organisationId,
    userId,
    kind: 'totp',
    name: given.name,
    sealedSecret: context.sealer.seal(secret, sealedAs(id)),
    lastStep: step,
    createdAt: now,
    lastUsedAt: now,
  };
  return { factor, recoveryCodes: await keepFactor(context, tx, factor) };
}

/** Stores it. Returns new recovery codes where it is the first one: they are shown once. */
export async function keepFactor(context: Acting, tx: TenantRecords, factor: SecondFactor): Promise<string[]> {
  const isFirst = (await tx.secondFactors.listByUser(factor.userId)).length === 0;
  await tx.secondFactors.insert(factor);
  return isFirst ? newRecoveryCodes(context, tx, factor.userId) : [];
}

function openEnrolment({ clock, sealer }: Acting, userId: string, enrolment: string): string | null {
  try {
    const { secret, until } = JSON.parse(sealer.open(enrolment, `enrolment:${userId}`)) as Record<string, unknown>;
    return typeof secret === 'string' && typeof until === 'number' && until > clock.now() ? secret : null;
  } catch {
    return null;
  }
}

/** In place of the former ones. Only their hashes are stored. */
export async function newRecoveryCodes(context: Acting, tx: TenantRecords, userId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => newRecoveryCode(context));
  await tx.secondFactors.putRecoveryCodes(
    userId,
    codes.map((code) => hashKey(plain(code))),
  );
  return codes;
}

/** Four groups of four: 79 bits. */
function newRecoveryCode({ randomBytes }: Acting): string {
  const letters = [...randomBytes(16)].map((byte) => RECOVERY_LETTERS.charAt(byte % RECOVERY_LETTERS.length));
  return letters.join('').replaceAll(/.{4}(?=.)/g, '$&-');
}

/** How it was proven, for the audit trail; null = the code is wrong, or was used before. */
export async function useCode(
  context: Acting,
  tx: TenantRecords,
  { userId, code }: { userId: string; code: string },
): Promise<'totp' | 'recovery-code' | null> {
  const at = context.clock.now();
  const apps = (await tx.secondFactors.listByUser(userId)).filter(({ kind }) => kind === 'totp');
  for (const { id, sealedSecret } of apps) {
    const step = stepOf(context.sealer.open(sealedSecret, sealedAs(id)), cleanCode(code), at);
    if (step !== null && (await tx.secondFactors.useStep(id, { step, at }))) return 'totp';
  }
  return (await tx.secondFactors.takeRecoveryCode(userId, hashKey(plain(code)))) ? 'recovery-code' : null;
}

/** Apps show codes as `123 456`. */
const cleanCode = (code: string): string => code.replaceAll(/[\s-]/g, '');
const plain = (code: string): string => cleanCode(code).toLowerCase();
const sealedAs = (id: string): string => `second_factor:${id}`;

export function wrongCode(): GatewayError {
  return new GatewayError('second_factor_failed', 'The code is wrong, or was used before.', {
    hint: 'Wait for the next one. Where the app is lost, a recovery code works in its place; an administrator can reset it.',
  });
}
