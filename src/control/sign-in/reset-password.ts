/** A new password for one that was lost: by a link, which works once. */
import { z } from 'zod';
import type { KeyHash } from '../../kernel/ids.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { User } from '../../storage/ports/records/users.ts';
import type { ControlContext } from '../context.ts';
import { Email } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { audit, change } from '../transaction.ts';
import { actingAs } from './acting-as.ts';
import { auditSession } from './audit.ts';
import { LinkToken, linkGone, NewPassword } from './fields.ts';
import { requireStrong } from './password.ts';
import { requirePasswordAllowed } from './password-allowed.ts';
import { needsSecondFactor } from './second-factor.ts';
import { startSession, type StartedSession } from './sessions.ts';
import { newToken } from './tokens.ts';

const VALID_MS = 3_600_000;

/** The secret of a new link, inside the caller's transaction. An earlier link of the user stops working. */
export async function newResetToken(
  context: Pick<ControlContext, 'randomBytes' | 'clock'>,
  tx: TenantRecords,
  user: User,
): Promise<string> {
  const { token, tokenHash } = newToken(context);
  const { organisationId } = tx;
  const expiresAt = context.clock.now() + VALID_MS;
  await tx.oneTimeTokens.put({ tokenHash, organisationId, purpose: 'password-reset', userId: user.id, expiresAt });
  return token;
}

const ForgotPassword = z.strictObject({ email: Email });

/**
 * Throws `too_many_sign_ins`. What it returns mails a link to the address, if it is one of an account and mail is configured.
 * Nobody must wait for that, or how long it takes would show whether there is an account.
 */
export async function forgotPassword(context: ControlContext, input: unknown): Promise<() => Promise<void>> {
  const { email } = parseInput(ForgotPassword, input);
  await context.signInLimits.begin({ address: context.request?.address ?? '', account: `reset ${email}` });
  return () => mailResetLinks(context, email);
}

async function mailResetLinks(context: ControlContext, email: string): Promise<void> {
  const { mailer, publicUrl } = context;
  if (mailer === null || publicUrl === null) return;
  for (const user of await context.records.system(({ signIn }) => signIn.usersByEmail(email))) {
    const acting = actingAs(context, user);
    const token = await change(acting, async (tx) => {
      const made = await newResetToken(acting, tx, user);
      await audit(acting, tx, { action: 'user.request-reset', subject: { ...user, workspaceId: null } });
      return made;
    });
    await mailer.send({
      to: user.email,
      subject: 'Reset your Tollgate password',
      text: resetText(resetLink(publicUrl, token)),
    });
  }
}

/** In the fragment, which browsers send to no server: it is in no log and no Referer. */
export const resetLink = (publicUrl: string, token: string): string => `${publicUrl}/reset-password#${token}`;

export const resetText = (link: string): string =>
  `Somebody, probably you, asked for a new password at Tollgate.\n\nOpen this link within an hour to choose one:\n${link}\n\nIf it was not you, ignore this message: the password stays as it is.\n`;

const ResetPassword = z.strictObject({ token: LinkToken, password: NewPassword });

/**
 * Signs the person in, and out everywhere else. null where that takes a second factor, which the link does not prove: the
 * password is the new one all the same. Throws `not_found` for a link that was used, is over, or never was.
 */
export async function resetPassword(context: ControlContext, input: unknown): Promise<StartedSession | null> {
  const { token, password } = parseInput(ResetPassword, input);
  const succeed = await context.signInLimits.begin({ address: context.request?.address ?? '', account: 'reset-link' });
  const tokenHash = hashKey(token);
  const user = await userOf(context, tokenHash);
  if (user === null) throw linkGone();
  await requirePasswordAllowed(context, user);
  requireStrong(password, user.email);
  const hash = await context.passwords.hash(password);
  await succeed();
  const acting = actingAs(context, user);
  return change(acting, async (tx) => {
    if ((await tx.oneTimeTokens.take(tokenHash)) === null) throw linkGone();
    await tx.users.putPassword(user.id, hash);
    await tx.sessions.removeByUser(user.id);
    await audit(acting, tx, { action: 'user.reset-password', subject: { ...user, workspaceId: null } });
    if (await needsSecondFactor(tx, user.id)) return null;
    const started = await startSession(acting, tx, { proven: { userId: user.id }, method: 'password' });
    await auditSession(acting, tx, { action: 'session.create', session: started.session });
    return started;
  });
}

async function userOf(context: ControlContext, tokenHash: KeyHash): Promise<User | null> {
  const token = await context.records.system(({ signIn }) => signIn.findToken(tokenHash));
  const { userId } = token ?? { userId: null };
  if (token?.purpose !== 'password-reset' || userId === null || token.expiresAt <= context.clock.now()) return null;
  const user = await context.records.within(token.organisationId, (tx) => tx.users.findById(userId));
  return user?.status === 'active' ? user : null;
}
