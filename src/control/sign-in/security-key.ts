/**
 * Security keys and passkeys as a second factor (WebAuthn, by @simplewebauthn/server). Nothing is stored between asking and
 * answering: the challenge travels sealed, bound to the person and the purpose, and each is taken once.
 */
import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { SecondFactor } from '../../storage/ports/records/second-factors.ts';
import type { User } from '../../storage/ports/records/users.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { linkBase } from '../link-base.ts';
import { newToken } from './tokens.ts';

const CHALLENGE_MS = 5 * 60_000;
const Text = z.string().min(1).max(10_000);

const frame = {
  id: Text,
  rawId: Text,
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
};

/** What `navigator.credentials.create` gave, in the JSON of WebAuthn (RegistrationResponseJSON). */
export const NewCredential = z.object({
  ...frame,
  response: z.object({
    clientDataJSON: Text,
    attestationObject: Text,
    transports: z.array(z.string().max(50)).max(10).optional(),
  }),
});

/** What `navigator.credentials.get` gave. */
export const SignedChallenge = z.object({
  ...frame,
  response: z.object({ clientDataJSON: Text, authenticatorData: Text, signature: Text }),
});

/** For the browser, with the challenge for us. */
export interface Asked {
  /** For `navigator.credentials`, in the JSON of WebAuthn. */
  options: Record<string, unknown>;
  /** Sealed; to be sent back with the answer. */
  challenge: string;
}

/** What is sealed of a key. */
interface StoredKey {
  id: string;
  /** Host of the dashboard that it was set up at: browsers offer it there only. */
  rpId: string;
  /** COSE, in base64url. */
  publicKey: string;
  transports: string[];
}

type Acting = Pick<ControlContext, 'clock' | 'sealer' | 'randomBytes' | 'publicUrl' | 'request' | 'records'>;

/** Loaded with the first key: few people have one. */
const library = () => import('@simplewebauthn/server');

type Person = Pick<User, 'id' | 'email'>;

/**
 * `verifiesPerson`: the key must know its person, by PIN or fingerprint. Throws `invalid_request` where the dashboard is reached
 * by an address instead of a name: browsers tie keys to names.
 */
export async function askForNewKey(
  context: Acting,
  { user, factors, verifiesPerson }: { user: Person; factors: readonly SecondFactor[]; verifiesPerson: boolean },
): Promise<Asked> {
  const { rpId } = placeOf(context);
  if (!takesKeys(context)) {
    throw new GatewayError(
      'invalid_request',
      'A security key needs a host name, and this dashboard has an IP address.',
      {
        hint: 'Open it by its name: http://localhost, or the host of TOLLGATE_PUBLIC_URL.',
      },
    );
  }
  const { generateRegistrationOptions } = await library();
  const challenge = newToken(context).token;
  const options = await generateRegistrationOptions({
    rpName: 'Tollgate',
    rpID: rpId,
    userName: user.email,
    userID: Buffer.from(user.id),
    challenge: Buffer.from(challenge),
    attestationType: 'none',
    excludeCredentials: keysIn(context, factors).map(({ key: { id } }) => ({ id })),
    authenticatorSelection: { residentKey: 'discouraged', userVerification: verification(verifiesPerson) },
  });
  return { options: { ...options }, challenge: seal(context, { userId: user.id, to: 'enrol' }, challenge) };
}

/** Browsers tie keys to names: at an IP address none can be set up. */
export const takesKeys = (context: Acting): boolean => !/^[\d.]+$|:/.test(placeOf(context).rpId);

export interface FirstAnswer {
  /** Of `takeChallenge`. */
  expectedChallenge: string;
  credential: z.output<typeof NewCredential>;
  name: string;
  verifiesPerson: boolean;
}

/** The factor, to be stored. Throws `second_factor_failed`. */
export async function readNewKey(
  context: Acting,
  user: Pick<User, 'id' | 'organisationId'>,
  { expectedChallenge, credential, name, verifiesPerson }: FirstAnswer,
): Promise<SecondFactor> {
  const { verifyRegistrationResponse } = await library();
  const { origin, rpId } = placeOf(context);
  const { registrationInfo: found } = await verifyRegistrationResponse({
    response: credential as RegistrationResponseJSON,
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: verifiesPerson,
  }).catch(() => {
    throw notProven();
  });
  if (found === undefined) throw notProven();
  const { id: credentialId, publicKey, counter, transports = [] } = found.credential;
  const key: StoredKey = {
    id: credentialId,
    rpId,
    publicKey: Buffer.from(publicKey).toString('base64url'),
    transports,
  };
  const [id, now] = [newId(context), context.clock.now()];
  return {
    id,
    organisationId: user.organisationId,
    userId: user.id,
    kind: 'webauthn',
    name,
    sealedSecret: context.sealer.seal(JSON.stringify(key), sealedKeyAs(id)),
    lastStep: counter,
    createdAt: now,
    lastUsedAt: now,
  };
}

/** null = the person has no key for this host. */
export async function askForKey(
  context: Acting,
  { userId, factors, verifiesPerson }: { userId: string; factors: readonly SecondFactor[]; verifiesPerson: boolean },
): Promise<Asked | null> {
  const { rpId } = placeOf(context);
  const keys = keysIn(context, factors).filter(({ key }) => key.rpId === rpId);
  if (keys.length === 0) return null;
  const { generateAuthenticationOptions } = await library();
  const challenge = newToken(context).token;
  const options = await generateAuthenticationOptions({
    rpID: rpId,
    challenge: Buffer.from(challenge),
    allowCredentials: keys.map(({ key: { id, transports } }) => ({ id, transports })),
    userVerification: verification(verifiesPerson),
  });
  return { options: { ...options }, challenge: seal(context, { userId, to: 'sign-in' }, challenge) };
}

export interface Answer {
  /** Of `takeChallenge`. */
  expectedChallenge: string;
  credential: z.output<typeof SignedChallenge>;
  verifiesPerson: boolean;
}

/**
 * Throws `second_factor_failed`. A key that counts its signatures must have counted on (WebAuthn, signature counter): one that has not is a
 * copy, or is the key beside a copy.
 */
export async function useKey(
  context: Acting,
  tx: TenantRecords,
  { factors, answer }: { factors: readonly SecondFactor[]; answer: Answer },
): Promise<void> {
  const { expectedChallenge, credential, verifiesPerson } = answer;
  const found = keysIn(context, factors).find(({ key }) => key.id === credential.id);
  if (found === undefined) throw notProven();
  const { verifyAuthenticationResponse } = await library();
  const { factor, key } = found;
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: credential,
    expectedChallenge,
    expectedOrigin: placeOf(context).origin,
    expectedRPID: key.rpId,
    requireUserVerification: verifiesPerson,
    // The count is compared below, after the signature: then a count that goes back is this key's, and is told as such.
    credential: { id: key.id, publicKey: Buffer.from(key.publicKey, 'base64url'), counter: 0 },
  }).catch(() => {
    throw notProven();
  });
  if (!verified) throw notProven();
  const use = { counter: authenticationInfo.newCounter, at: context.clock.now() };
  if (!(await tx.secondFactors.useCounter(factor.id, use))) throw copied();
}

const verification = (isWanted: boolean): 'required' | 'discouraged' => (isWanted ? 'required' : 'discouraged');

const sealedKeyAs = (id: string): string => `second_factor:${id}`;

const keysIn = ({ sealer }: Pick<Acting, 'sealer'>, factors: readonly SecondFactor[]) =>
  factors
    .filter(({ kind }) => kind === 'webauthn')
    .map((factor) => ({
      factor,
      key: JSON.parse(sealer.open(factor.sealedSecret, sealedKeyAs(factor.id))) as StoredKey,
    }));

function placeOf(context: Acting): { origin: string; rpId: string } {
  const { origin, hostname } = new URL(linkBase(context));
  return { origin, rpId: hostname };
}

interface Purpose {
  userId: string;
  to: 'enrol' | 'sign-in';
}

const sealedAs = ({ userId, to }: Purpose): string => `webauthn:${to}:${userId}`;

function seal({ clock, sealer }: Acting, purpose: Purpose, challenge: string): string {
  return sealer.seal(JSON.stringify({ challenge, until: clock.now() + CHALLENGE_MS }), sealedAs(purpose));
}

/**
 * The challenge as the browser repeats it, in base64url. Uses it up, so it is not for within a transaction, which may be undone.
 * Throws `second_factor_failed` for one that is over, is somebody else's, or was taken before.
 */
export async function takeChallenge(
  { clock, sealer, records }: Acting,
  purpose: Purpose,
  sealed: string,
): Promise<string> {
  const opened = open(sealer, purpose, sealed);
  if (opened === null || opened.until <= clock.now()) throw notProven();
  const isFirst = await records.system(({ signIn: { usedAssertions } }) =>
    usedAssertions.use(hashKey(`webauthn:${opened.challenge}`), opened.until),
  );
  if (!isFirst) throw notProven();
  return Buffer.from(opened.challenge).toString('base64url');
}

function open(sealer: Acting['sealer'], purpose: Purpose, sealed: string): { challenge: string; until: number } | null {
  try {
    return JSON.parse(sealer.open(sealed, sealedAs(purpose))) as { challenge: string; until: number };
  } catch {
    return null;
  }
}

const notProven = (): GatewayError =>
  new GatewayError('second_factor_failed', 'The security key was not accepted.', {
    hint: 'Begin again, with a key that is set up for this account. A recovery code works in its place.',
  });

/** For the audit trail. */
export const COPIED_KEY = 'security key counted back';

const copied = (): GatewayError =>
  new GatewayError('second_factor_failed', 'This security key counts fewer uses than before, as a copy of it would.', {
    hint: 'Sign in with a recovery code, remove the key from your account, and set up another one.',
    cause: COPIED_KEY,
  });
