/** The end of an account: sessions, password, memberships, gateway keys and devices end with it, in one transaction. */
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { User } from '../../storage/ports/records/users.ts';
import { archiveApiKey } from '../api-keys/archive.ts';
import type { ControlContext } from '../context.ts';

/** Inside the caller's transaction. The audit row of the account itself is the caller's. */
export async function endAccount(context: ControlContext, tx: TenantRecords, user: User): Promise<void> {
  const { id } = user;
  await tx.users.replace({ ...user, status: 'archived', lastUpdatedAt: context.clock.now() });
  await tx.users.putPassword(id, null);
  await tx.secondFactors.removeAll(id);
  await tx.sessions.removeByUser(id);
  for (const { workspaceId } of await tx.members.listByUser(id)) await tx.members.remove(workspaceId, id);
  await archiveKeysOf(context, tx, id);
}

const KEYS_AT_ONCE = { currentPage: 0, pageSize: 500 };

/** Of every workspace: a key may be left from one that the person does not belong to any more. */
async function archiveKeysOf(context: ControlContext, tx: TenantRecords, userId: string): Promise<void> {
  const left = () => tx.apiKeys.list({ types: ['workspace-user'], userId }, KEYS_AT_ONCE);
  for (let page = await left(); page.total > 0; page = await left()) {
    for (const key of page.rows) await archiveApiKey(context, tx, key);
  }
}
