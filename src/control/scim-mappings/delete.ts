/** Takes a mapping away. Who has a membership by it keeps it: the group's next change does not ask for it any more. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { viewMapping } from './list.ts';
import { DeleteScimMapping, type DeletedScimMapping } from './schemas.ts';

export async function deleteScimMapping(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof DeletedScimMapping>> {
  requireScope(context, 'organisation_settings.update');
  const { id } = parseInput(DeleteScimMapping, input);
  return change(context, async (tx) => {
    const mapping = (await tx.scimMappings.list()).find((one) => one.id === id);
    if (mapping === undefined) throw new GatewayError('not_found', `There is no mapping "${id}".`);
    const before = await viewMapping(tx, mapping);
    await tx.scimMappings.remove(id);
    for (const userId of await tx.scimGroups.memberIds(mapping.groupId)) {
      const scim = await tx.scimUsers.find(userId);
      const kept = scim?.mappedWorkspaces.filter((workspaceId) => workspaceId !== mapping.workspaceId) ?? [];
      if (scim !== null) await tx.scimUsers.replace({ ...scim, mappedWorkspaces: kept });
    }
    await audit(context, tx, { action: 'scim_mapping.delete', subject: mapping, before });
    return { success: true };
  });
}
