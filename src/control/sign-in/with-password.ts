/** Signing in with e-mail address and password. */
import { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import { homeOrganisation } from '../../storage/ports/records/organisations.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { SecondFactor } from '../../storage/ports/records/second-factors.ts';
import type { User } from '../../storage/ports/records/users.ts';
import type { ControlContext } from '../context.ts';
import { Email } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { audit } from '../transaction.ts';
import { actingAs } from './acting-as.ts';
import { auditRefusedSignIn, auditSession } from './audit.ts';
import { requirePasswordAllowed } from './password-allowed.ts';
import {
  beginEnrolment,
  type Enrolment,
  enrol,
  keepFactor,
  type SecondStep,
  useCode,
  wrongCode,
} from './second-factor.ts';
import {
  type Answer,
  askForKey,
  askForNewKey,
  COPIED_KEY,
  type FirstAnswer,
  NewCredential,
  readNewKey,
  SignedChallenge,
  takeChallenge,
  takesKeys,
  useKey,
} from './security-key.ts';
import { startSession, type StartedSession } from './sessions.ts';

const SignInWithPassword = z.strictObject({
  email: Email,
  password: z.string().min(1).max(1024),
  /** Of an authenticator app, or a recovery code. */
  code: z.string().min(1).max(64).optional(),
  /** As the answer before gave it, where the code is the first one of a new app. */
  enrolment: z.string().min(1).max(2048).optional(),
  /** In place of a code: the challenge as the answer before gave it, and what a security key signed. */
  security_key: z.strictObject({ challenge: z.string().min(1).max(2048), credential: SignedChallenge }).optional(),
  /** The first one of the person, where the organisation wants a second factor: the challenge as the answer before gave it. */
  new_security_key: z.strictObject({ challenge: z.string().min(1).max(2048), credential: NewCredential }).optional(),
});

/** `recoveryCodes`: of the first factor, which was set up just now; shown this once. */
export type SignedIn = StartedSession & { recoveryCodes?: readonly string[] };
/** The password is right, and not enough. */
export interface NotYet {
  next: SecondStep;
}

/**
 * Throws `sign_in_failed`, in the same words and after the same work whether the account or the password is wrong, and
 * `too_many_sign_ins`. Where one address has accounts in several organisations, the oldest whose password it is is meant.
 */
export async function signInWithPassword(context: ControlContext, input: unknown): Promise<SignedIn | NotYet> {
  const { email, password, ...second } = parseInput(SignInWithPassword, input);
  const succeed = await context.signInLimits.begin({ address: context.request?.address ?? '', account: email });
  const users = await context.records.system(({ signIn }) => signIn.usersByEmail(email));
  const user = await whosePassword(context, users, password);
  if (user === null) {
    await auditFailure(context, users[0] ?? null);
    throw new GatewayError('sign_in_failed', 'The e-mail address or the password is wrong.', {
      hint: 'An administrator can send a link to reset the password.',
    });
  }
  await requirePasswordAllowed(context, user).catch(async (error: unknown) => {
    // The password was right: that is no guess.
    await succeed();
    throw error;
  });
  try {
    const answer = await enter(context, user, second);
    // A code counts as an attempt until it is right: codes are guessed by those who have the password.
    if ('session' in answer) await succeed();
    else if (second.code === undefined) await succeed('first-step');
    return answer;
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'second_factor_failed')
      await auditWrongFactor(context, user, error);
    throw error;
  }
}

interface Second {
  code?: string | undefined;
  enrolment?: string | undefined;
  security_key?: z.output<typeof SignInWithPassword>['security_key'];
  new_security_key?: z.output<typeof SignInWithPassword>['new_security_key'];
}

/** Throws `second_factor_failed`. */
async function enter(context: ControlContext, user: User, second: Second): Promise<SignedIn | NotYet> {
  const given = await takeAnswers(context, user, second);
  const entered = await context.records.within(user.organisationId, async (tx) => {
    const proven = await prove(context, tx, { user, second: given });
    if ('factors' in proven) return proven;
    const { method, ...shown } = proven;
    const started = await startSession(context, tx, { proven: { userId: user.id }, method });
    await auditSession(context, tx, { action: 'session.create', session: started.session });
    return { ...started, ...shown };
  });
  return 'factors' in entered ? { next: await nextStep(context, user, entered) } : entered;
}

/** Uses the challenges up. Throws `second_factor_failed`. */
async function takeAnswers(context: ControlContext, { id: userId }: User, second: Second): Promise<Given['second']> {
  const { security_key: key, new_security_key: newKey, code, enrolment } = second;
  const answered = async <Credential>(
    to: 'sign-in' | 'enrol',
    { challenge, credential }: { challenge: string; credential: Credential },
  ) => ({ expectedChallenge: await takeChallenge(context, { userId, to }, challenge), credential });
  return {
    code,
    enrolment,
    answer: key === undefined ? undefined : await answered('sign-in', key),
    newKey: newKey === undefined ? undefined : await answered('enrol', newKey),
  };
}

async function nextStep(
  context: ControlContext,
  user: User,
  { factors, verifiesPerson, enrolment }: Unproven,
): Promise<SecondStep> {
  if (enrolment === null) {
    return { kind: 'code', security_key: await askForKey(context, { userId: user.id, factors, verifiesPerson }) };
  }
  const key = takesKeys(context) ? await askForNewKey(context, { user, factors, verifiesPerson }) : null;
  return { kind: 'enrol', ...enrolment, security_key: key };
}

/** How the person has proven who they are; or what is still to be proven, by one of their factors or with a first one. */
type Proof = { method: string; recoveryCodes?: string[] } | Unproven;

interface Known {
  factors: readonly SecondFactor[];
  verifiesPerson: boolean;
}

/** `enrolment`: of a first app; null = the person has factors. */
type Unproven = Known & { enrolment: Enrolment | null };

interface Given {
  user: User;
  second: {
    code: string | undefined;
    enrolment: string | undefined;
    answer: Omit<Answer, 'verifiesPerson'> | undefined;
    newKey: Omit<FirstAnswer, 'verifiesPerson' | 'name'> | undefined;
  };
}

async function prove(context: ControlContext, tx: TenantRecords, { user, second }: Given): Promise<Proof> {
  const factors = await tx.secondFactors.listByUser(user.id);
  const { requiresSecondFactor, requiresUserVerification: verifiesPerson } = await tx.identitySettings.read();
  if (factors.length > 0) return proveByFactor(context, tx, { user, second, known: { factors, verifiesPerson } });
  if (!requiresSecondFactor) return { method: 'password' };
  const first = await setUpFirst(context, tx, { user, second, verifiesPerson });
  if (first === null) return { factors, verifiesPerson, enrolment: beginEnrolment(context, user) };
  const { factor, recoveryCodes } = first;
  await audit(actingAs(context, user), tx, {
    action: 'user.add-second-factor',
    subject: { ...user, workspaceId: null },
    after: { kind: factor.kind, name: factor.name },
  });
  return { method: `password+${factor.kind}`, recoveryCodes };
}

/** null = the request brings none. */
async function setUpFirst(
  context: ControlContext,
  tx: TenantRecords,
  { user, second: { code, enrolment, newKey }, verifiesPerson }: Given & { verifiesPerson: boolean },
): Promise<{ factor: SecondFactor; recoveryCodes: string[] } | null> {
  if (newKey !== undefined) {
    const factor = await readNewKey(context, user, { ...newKey, verifiesPerson, name: FIRST_KEY });
    return { factor, recoveryCodes: await keepFactor(context, tx, factor) };
  }
  if (code === undefined || enrolment === undefined) return null;
  return enrol(context, tx, { userId: user.id, given: { enrolment, code, name: FIRST_APP } });
}

async function proveByFactor(
  context: ControlContext,
  tx: TenantRecords,
  { user, second: { answer, code }, known }: Given & { known: Known },
): Promise<Proof> {
  const { factors, verifiesPerson } = known;
  if (answer !== undefined) {
    await useKey(context, tx, { factors, answer: { ...answer, verifiesPerson } });
    return { method: 'password+webauthn' };
  }
  if (code === undefined) return { ...known, enrolment: null };
  const used = await useCode(context, tx, { userId: user.id, code });
  if (used === null) throw wrongCode();
  return { method: `password+${used}` };
}

/** Of what is set up while signing in; people name nothing then. */
const FIRST_APP = 'Authenticator app';
const FIRST_KEY = 'Security key';

function auditWrongFactor(
  context: ControlContext,
  { id, organisationId }: User,
  { cause }: GatewayError,
): Promise<void> {
  return auditRefusedSignIn(context, {
    organisationId,
    userId: id,
    method: 'password',
    status: 401,
    reason: cause === COPIED_KEY ? COPIED_KEY : 'second factor',
  });
}

async function whosePassword(context: ControlContext, users: readonly User[], password: string): Promise<User | null> {
  if (users.length === 0) await context.passwords.verify(password, null);
  for (const user of users) {
    const stored = await context.records.within(user.organisationId, (tx) => tx.users.findPassword(user.id));
    if (await context.passwords.verify(password, stored)) return user;
  }
  return null;
}

/** An attempt at an unknown account is audited in the operator's own organisation. The limits of sign-in bound how many there can be. */
async function auditFailure(context: ControlContext, user: User | null): Promise<void> {
  const home =
    user === null
      ? await context.records.system(async (all) => homeOrganisation(await all.organisations.list()))
      : null;
  const organisationId = user?.organisationId ?? home?.id;
  if (organisationId === undefined) return;
  await auditRefusedSignIn(context, { organisationId, userId: user?.id ?? null, method: 'password', status: 401 });
}
