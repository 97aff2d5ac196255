/** The members of a workspace, newest first. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { asList } from '../listing.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { toUserPage } from '../users/schemas.ts';
import { findWorkspace } from '../workspaces/find.ts';
import { togglesIn } from './find.ts';
import type { MemberList } from './schemas.ts';
import { ListMembers } from './schemas.ts';
import { viewMember } from './view.ts';

export async function listMembers(context: ControlContext, input: unknown): Promise<z.infer<typeof MemberList>> {
  requireScope(context, 'workspace_users.list');
  const { id: ref, role, email, ...page } = parseInput(ListMembers, input, FOREIGN_FIELDS.people);
  return look(context, async (tx) => {
    const { id: workspaceId } = await findWorkspace(context, tx, ref);
    const toggles = await togglesIn(tx, workspaceId);
    const filter = {
      workspaceId,
      ...(role === undefined ? {} : { role }),
      ...(email === undefined ? {} : { email }),
    };
    return asList(await tx.members.list(filter, toUserPage(page)), (found) => viewMember(found, toggles));
  });
}
