/** An invitation by its id. */
import { GatewayError } from '../../kernel/errors.ts';
import type { Invite } from '../../storage/ports/records/invites.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';

/** Throws `not_found`, also for those of another organisation. */
export async function findInvite(tx: TenantRecords, id: string): Promise<Invite> {
  const invite = await tx.invites.findById(id);
  if (invite !== null) return invite;
  throw new GatewayError('not_found', `There is no invitation "${id}".`);
}

/** Throws `in_use` for one that was accepted or cancelled. */
export function requirePending({ status }: Invite): void {
  if (status === 'pending') return;
  throw new GatewayError('in_use', `This invitation is ${status} already.`, { hint: 'Invite the person again.' });
}
