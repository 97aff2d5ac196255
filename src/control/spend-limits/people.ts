/** Whom a client of Anthropic's Admin API means: by the id here, or by the subject at a directory. */
import { GatewayError } from '../../kernel/errors.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { User } from '../../storage/ports/records/users.ts';

/** Throws `not_found`. */
export async function requirePerson(tx: TenantRecords, ref: string): Promise<User> {
  const found = await findPerson(tx, ref);
  if (found !== null) return found;
  throw new GatewayError('not_found', `There is no user "${ref}".`);
}

export async function findPerson(tx: TenantRecords, ref: string): Promise<User | null> {
  const user = await tx.users.findById(ref);
  if (user?.status === 'active') return user;
  for (const { id } of await tx.identityProviders.list()) {
    const identity = await tx.identities.find(id, ref);
    const known = identity === null ? null : await tx.users.findById(identity.userId);
    if (known?.status === 'active') return known;
  }
  return null;
}
