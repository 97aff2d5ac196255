/** What managers and members may do: for the organisation, or as it holds in one workspace. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { findWorkspace } from '../workspaces/find.ts';
import type { PermissionsView } from './schemas.ts';
import { GetPermissions, GetWorkspacePermissions } from './schemas.ts';
import { viewPermissions } from './view.ts';

export async function getPermissions(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof PermissionsView>> {
  requireScope(context, 'organisation_settings.read');
  parseInput(GetPermissions, input);
  return look(context, async (tx) => viewPermissions(await tx.permissions.find(null)));
}

export async function getWorkspacePermissions(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof PermissionsView>> {
  requireScope(context, 'workspaces.read');
  const { id: ref } = parseInput(GetWorkspacePermissions, input);
  return look(context, async (tx) => {
    const { id } = await findWorkspace(context, tx, ref);
    return viewPermissions(await tx.permissions.find(null), { id, own: await tx.permissions.find(id) });
  });
}
