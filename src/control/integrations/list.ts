/** The integrations that a caller may see, without their credentials. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { pinnedWorkspace } from '../context.ts';
import { asList, toPage } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { holdsScope, requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import type { IntegrationList } from './schemas.ts';
import { ListIntegrations } from './schemas.ts';
import { viewIntegration } from './view.ts';

/** `workspace_id` narrows to what that workspace can use: the organisation's integrations and its own. */
export async function listIntegrations(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof IntegrationList>> {
  requireScope(context, 'organisation_integrations.list', 'workspace_integrations.list');
  const wanted = parseInput(ListIntegrations, input);
  const kinds = {
    organisation: wanted.type !== 'workspace' && holdsScope(context, 'organisation_integrations.list'),
    workspace: wanted.type !== 'organisation' && holdsScope(context, 'workspace_integrations.list'),
  };
  return look(context, async (tx) => {
    const only = wanted.workspace_id ? await resolveWorkspace(context, tx, wanted.workspace_id) : null;
    const workspaceId = only?.id ?? pinnedWorkspace(context);
    const filter = {
      ofOrganisation: kinds.organisation,
      ofWorkspaces: kinds.workspace ? (workspaceId ?? 'all') : 'none',
    } as const;
    return asList(await tx.integrations.list(filter, toPage(wanted)), viewIntegration);
  });
}
