/** Every refusal of a directory's word is in the audit trail of the organisation. */
import type { IdentityProvider } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';
import { auditRefusedSignIn } from '../sign-in/audit.ts';
import { SignInRefusal } from './refusal.ts';

export async function refusing<Result>(
  context: ControlContext,
  provider: IdentityProvider,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SignInRefusal) {
      const { organisationId } = provider;
      const refused = { method: methodOf(provider), status: 401, reason: error.reason };
      await auditRefusedSignIn(context, { organisationId, userId: null, ...refused });
    }
    throw error;
  }
}

/** As sessions and the trail name it. */
export const methodOf = ({ kind, name }: IdentityProvider): string => `${kind}: ${name}`;
