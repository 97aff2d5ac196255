/** Deletes the provider, and the integration of the workspace behind it when nothing else uses it. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { deleteIntegration } from '../integrations/delete.ts';
import { lookUpIntegration } from '../integrations/find.ts';
import { parseInput } from '../parse.ts';
import { deleteProvider } from '../providers/delete.ts';
import { getProvider } from '../providers/get.ts';
import { look } from '../transaction.ts';
import { behindVirtualKeys } from './power.ts';
import { DeleteVirtualKey } from './schemas.ts';

export async function deleteVirtualKey(asked: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  const context = behindVirtualKeys(asked, 'delete');
  const wanted = parseInput(DeleteVirtualKey, input);
  const provider = await getProvider(context, wanted);
  await deleteProvider(context, wanted);
  const isOrphan = await look(context, async (tx) => {
    const integration = await lookUpIntegration(context, tx, provider.integration_id);
    if (integration === null || integration.workspaceId === null) return false;
    return (await tx.providers.listByIntegration(integration.id)).length === 0;
  });
  if (isOrphan) {
    await deleteIntegration(context, { slug: provider.integration_id, workspace_id: provider.workspace_id });
  }
  return {};
}
