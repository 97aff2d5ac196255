/** An identity provider by its id. */
import { GatewayError } from '../../kernel/errors.ts';
import type { IdentityProvider } from '../../storage/ports/records/identity-providers.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';

/** Throws `not_found`. */
export async function findIdentityProvider(tx: TenantRecords, id: string): Promise<IdentityProvider> {
  const found = await tx.identityProviders.findById(id);
  if (found !== null) return found;
  throw new GatewayError('not_found', `There is no identity provider "${id}".`);
}
