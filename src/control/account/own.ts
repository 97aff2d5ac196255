/** The person that the caller is, and the proof that it is no found session that acts. */
import { GatewayError } from '../../kernel/errors.ts';
import type { User } from '../../storage/ports/records/users.ts';
import type { ControlContext } from '../context.ts';
import type { SessionPrincipal } from '../principal.ts';
import { look } from '../transaction.ts';
import { findUser } from '../users/find.ts';

/** Throws `missing_scope` for a caller that is no person. Needs no power: everybody governs their own account. */
export function requirePerson({ principal }: ControlContext): SessionPrincipal {
  if (principal.kind === 'session') return principal;
  throw new GatewayError('missing_scope', 'Only a person who signed in with an e-mail address has an account.', {
    hint: 'An API key has none. Sign in to the dashboard.',
  });
}

/** Throws `invalid_request` for a wrong one, and `too_many_sign_ins`: a found session must not guess. */
export async function requireOwnPassword(context: ControlContext, password: string): Promise<User> {
  const { userId } = requirePerson(context);
  const succeed = await context.signInLimits.begin({
    address: context.request?.address ?? '',
    account: `change ${userId}`,
  });
  const { user, stored } = await look(context, async (tx) => ({
    user: await findUser(tx, userId),
    stored: await tx.users.findPassword(userId),
  }));
  if (!(await context.passwords.verify(password, stored))) {
    throw new GatewayError('invalid_request', 'current_password: is wrong.');
  }
  await succeed();
  return user;
}
