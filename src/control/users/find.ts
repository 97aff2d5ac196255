/** A person by id, with the workspaces that they belong to. */
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { User } from '../../storage/ports/records/users.ts';
import { GatewayError } from '../../kernel/errors.ts';

/** Active ones of this organisation. Throws `not_found`, also for those of another. */
export async function findUser(tx: TenantRecords, id: string): Promise<User> {
  const user = await tx.users.findById(id);
  if (user?.status === 'active') return user;
  throw new GatewayError('not_found', `There is no user "${id}".`);
}

export async function workspaceIdsOf(tx: TenantRecords, userId: string): Promise<string[]> {
  return (await tx.members.listByUser(userId)).map(({ workspaceId }) => workspaceId);
}
