/** One member of a workspace. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { findWorkspace } from '../workspaces/find.ts';
import { findMember, togglesIn } from './find.ts';
import type { MemberView } from './schemas.ts';
import { GetMember } from './schemas.ts';
import { viewMember } from './view.ts';

export async function getMember(context: ControlContext, input: unknown): Promise<z.infer<typeof MemberView>> {
  requireScope(context, 'workspace_users.read');
  const { id: ref, user_id: userId } = parseInput(GetMember, input, FOREIGN_FIELDS.people);
  return look(context, async (tx) => {
    const { id: workspaceId } = await findWorkspace(context, tx, ref);
    return viewMember(await findMember(tx, workspaceId, userId), await togglesIn(tx, workspaceId));
  });
}
