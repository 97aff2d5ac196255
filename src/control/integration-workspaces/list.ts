/** Which workspaces may use an integration of the organisation. */
import type { z } from 'zod';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import { isShared } from '../../storage/ports/records/model-provisioning.ts';
import { EACH_WORKSPACE, limitsInWorkspace, type LimitsRecord } from '../../storage/ports/records/limits.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { findIntegration } from '../integrations/find.ts';
import { showLimits, viewSettings, type ShownLimits } from '../limits/view.ts';
import { everyRow } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { ListIntegrationWorkspaces } from './schemas.ts';
import type { IntegrationWorkspaces } from './schemas.ts';

export async function listIntegrationWorkspaces(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof IntegrationWorkspaces>> {
  requireScope(context, 'organisation_integrations.read');
  const { slug } = parseInput(ListIntegrationWorkspaces, input);
  return look(context, async (tx) => {
    const integration = await findShareable(context, tx, { ref: slug, action: 'read' });
    const { access } = integration;
    const limits = await limitsOf(tx, integration.id);
    const workspaces = (await allWorkspaces(tx)).map((workspace) => ({
      id: workspace.id,
      slug: workspace.slug,
      name: workspace.name,
      enabled: isShared(access, workspace.id),
      is_explicit: Object.hasOwn(access.workspaces, workspace.id),
      ...limitsShown(showLimits(context, limits.in(workspace.id))),
    }));
    const global_workspace_access = { enabled: access.everyWorkspace, ...viewSettings(limits.each) };
    return { object: 'list', total: workspaces.length, global_workspace_access, workspaces, data: workspaces };
  });
}

interface LimitsOfIntegration {
  /** Of each workspace that has none of its own. */
  each: Pick<LimitsRecord, 'budgets' | 'rates'>;
  in: (workspaceId: string) => LimitsRecord | null;
}

export async function limitsOf(tx: TenantRecords, integrationId: string): Promise<LimitsOfIntegration> {
  const all = (await tx.limits.list()).filter(({ ownerKind }) => ownerKind === 'integration_workspace');
  const byOwner = new Map(all.map((record) => [record.ownerId, record]));
  const each = byOwner.get(`${integrationId}:${EACH_WORKSPACE}`);
  return {
    each: each ?? { budgets: [], rates: [] },
    in(workspaceId) {
      const ownerId = `${integrationId}:${workspaceId}`;
      return limitsInWorkspace(ownerId, { own: byOwner.get(ownerId), each });
    },
  };
}

const limitsShown = ({ usage_limits, rate_limits }: ShownLimits) => ({ usage_limits, rate_limits });

/** Throws as `findIntegration`, and `invalid_request` for one that belongs to a workspace. */
export async function findShareable(
  context: ControlContext,
  tx: TenantRecords,
  wanted: Parameters<typeof findIntegration>[2],
): Promise<Integration> {
  const integration = await findIntegration(context, tx, wanted);
  if (integration.workspaceId === null) return integration;
  throw new GatewayError('invalid_request', `The integration "${integration.slug}" belongs to one workspace.`, {
    hint: 'Only an integration of the organisation is shared with workspaces.',
  });
}

/** Active ones, oldest first. */
export const allWorkspaces = (tx: TenantRecords): Promise<Workspace[]> =>
  everyRow((page) => tx.workspaces.list({}, page));
