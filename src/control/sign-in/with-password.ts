/** Signing in with e-mail address and password. */
import { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import { homeOrganisation } from '../../storage/ports/records/organisations.ts';
import type { User } from '../../storage/ports/records/users.ts';
import type { ControlContext } from '../context.ts';
import { Email } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { auditRefusedSignIn, auditSession } from './audit.ts';
import { requirePasswordAllowed } from './password-allowed.ts';
import { startSession, type StartedSession } from './sessions.ts';

const SignInWithPassword = z.strictObject({ email: Email, password: z.string().min(1).max(1024) });

/**
 * Throws `sign_in_failed`, in the same words and after the same work whether the account or the password is wrong, and
 * `too_many_sign_ins`. Where one address has accounts in several organisations, the oldest whose password it is is meant.
 */
export async function signInWithPassword(context: ControlContext, input: unknown): Promise<StartedSession> {
  const { email, password } = parseInput(SignInWithPassword, input);
  const succeed = context.signInLimits.begin({ address: context.request?.address ?? '', account: email });
  const users = await context.records.system(({ signIn }) => signIn.usersByEmail(email));
  const user = await whosePassword(context, users, password);
  if (user === null) {
    await auditFailure(context, users[0] ?? null);
    throw new GatewayError('sign_in_failed', 'The e-mail address or the password is wrong.', {
      hint: 'An administrator can send a link to reset the password.',
    });
  }
  succeed();
  await requirePasswordAllowed(context, user);
  return context.records.within(user.organisationId, async (tx) => {
    const started = await startSession(context, tx, { proven: { userId: user.id }, method: 'password' });
    await auditSession(context, tx, { action: 'session.create', session: started.session });
    return started;
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
