/** One integration, with what may be shown of its credentials. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { isShared } from '../../storage/ports/records/model-provisioning.ts';
import { allWorkspaces, limitsOf } from '../integration-workspaces/list.ts';
import { viewSettings } from '../limits/view.ts';
import { look } from '../transaction.ts';
import { findIntegration } from './find.ts';
import type { IntegrationDetail } from './schemas.ts';
import { GetIntegration } from './schemas.ts';
import { detailIntegration } from './view.ts';

export async function getIntegration(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof IntegrationDetail>> {
  requireScope(context, 'organisation_integrations.read', 'workspace_integrations.read');
  const { slug } = parseInput(GetIntegration, input);
  return look(context, async (tx) => {
    const integration = await findIntegration(context, tx, { ref: slug, action: 'read' });
    const { id, workspaceId, access } = integration;
    const shared = workspaceId === null ? await allWorkspaces(tx) : [];
    const { each } = await limitsOf(tx, id);
    return {
      ...detailIntegration(context, integration),
      global_workspace_access_settings: { enabled: access.everyWorkspace, ...viewSettings(each) },
      workspace_count: workspaceId === null ? shared.filter((one) => isShared(access, one.id)).length : 1,
    };
  });
}
