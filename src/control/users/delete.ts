/** Takes a person out of the organisation: sessions, memberships, password and gateway keys end with it. */
import type { z } from 'zod';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { archiveApiKey } from '../api-keys/archive.ts';
import type { Nothing } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { findUser, workspaceIdsOf } from './find.ts';
import { refuseSelf, requireRankOver } from './rank.ts';
import { DeleteUser } from './schemas.ts';
import { viewUser } from './view.ts';

export async function deleteUser(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_users.delete');
  const { user_id: id } = parseInput(DeleteUser, input, FOREIGN_FIELDS.people);
  return change(context, async (tx) => {
    const user = await findUser(tx, id);
    requireRankOver(context, user);
    refuseSelf(context, id, 'remove');
    const before = viewUser(user, await workspaceIdsOf(tx, id));
    await tx.users.replace({ ...user, status: 'archived', lastUpdatedAt: context.clock.now() });
    await tx.users.putPassword(id, null);
    await tx.sessions.removeByUser(id);
    for (const { workspaceId } of await tx.members.listByUser(id)) await tx.members.remove(workspaceId, id);
    await archiveKeysOf(context, tx, id);
    await audit(context, tx, { action: 'user.delete', subject: { ...user, workspaceId: null }, before });
    return {};
  });
}

const KEYS_AT_ONCE = { currentPage: 0, pageSize: 500 };

/** Of every workspace: a key may be left from one that the person does not belong to any more. */
async function archiveKeysOf(context: ControlContext, tx: TenantRecords, userId: string): Promise<void> {
  const left = () => tx.apiKeys.list({ types: ['workspace-user'], userId }, KEYS_AT_ONCE);
  for (let page = await left(); page.total > 0; page = await left()) {
    for (const key of page.rows) await archiveApiKey(context, tx, key);
  }
}
