/** An organisation may want everybody to sign in by its directory; owners get in when that does not answer. */
import { GatewayError } from '../../kernel/errors.ts';
import type { User } from '../../storage/ports/records/users.ts';
import type { ControlContext } from '../context.ts';

/** Throws `sign_in_failed`. To be asked once the password was right: others learn nothing. */
export async function requirePasswordAllowed(
  { records }: Pick<ControlContext, 'records'>,
  { organisationId, role }: Pick<User, 'organisationId' | 'role'>,
): Promise<void> {
  if (role === 'owner') return;
  const settings = await records.within(organisationId, (tx) => tx.identitySettings.read());
  if (!settings.requiresSingleSignOn) return;
  throw new GatewayError('sign_in_failed', 'Your organisation signs in by its directory, and not with passwords.', {
    hint: 'Use the button of your directory on the sign-in page.',
  });
}
