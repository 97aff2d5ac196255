/** Takes a person out of a workspace, with the gateway keys that the person has there. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { archiveApiKey } from '../api-keys/archive.ts';
import type { Nothing } from '../fields.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { findWorkspace } from '../workspaces/find.ts';
import { findMember, togglesIn } from './find.ts';
import { RemoveMember } from './schemas.ts';
import { viewMember } from './view.ts';

export async function removeMember(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'workspace_users.delete');
  const { id: ref, user_id: userId } = parseInput(RemoveMember, input, FOREIGN_FIELDS.people);
  return change(context, async (tx) => {
    const { id: workspaceId, organisationId } = await findWorkspace(context, tx, ref);
    const found = await findMember(tx, workspaceId, userId);
    await tx.members.remove(workspaceId, userId);
    for (const key of await tx.apiKeys.listByUser(workspaceId, userId)) await archiveApiKey(context, tx, key);
    await audit(context, tx, {
      action: 'member.delete',
      subject: { id: userId, organisationId, workspaceId },
      before: viewMember(found, await togglesIn(tx, workspaceId)),
    });
    return {};
  });
}
