/** The person that the caller is. */
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import type { SessionPrincipal } from '../principal.ts';

/** Throws `missing_scope` for a caller that is no person. Needs no power: everybody governs their own account. */
export function requirePerson({ principal }: ControlContext): SessionPrincipal {
  if (principal.kind === 'session') return principal;
  throw new GatewayError('missing_scope', 'Only a person who signed in with an e-mail address has an account.', {
    hint: 'An API key has none. Sign in to the dashboard.',
  });
}
