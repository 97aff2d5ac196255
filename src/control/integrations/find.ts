/** Which integrations a caller can see, and what it takes to touch one. */
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { pinnedWorkspace } from '../context.ts';
import { requireScope } from '../permission.ts';

type Action = 'create' | 'read' | 'update' | 'delete' | 'list';

/** Integrations of the organisation and of a workspace are two powers. Throws `missing_scope`. */
export function requireIntegrationScope(
  context: ControlContext,
  owner: Pick<Integration, 'workspaceId'>,
  action: Action,
): void {
  requireScope(context, `${owner.workspaceId === null ? 'organisation' : 'workspace'}_integrations.${action}`);
}

/** Of the workspaces' ones only its own when the caller is pinned. Of other organisations none was found. */
function isVisible(context: ControlContext, integration: Integration): boolean {
  const pinned = pinnedWorkspace(context);
  return (
    integration.status === 'active' &&
    (pinned === null || integration.workspaceId === null || integration.workspaceId === pinned)
  );
}

/** By slug or id; null when there is none that the caller can see. */
export async function lookUpIntegration(
  context: ControlContext,
  tx: TenantRecords,
  ref: string,
): Promise<Integration | null> {
  const found = (await tx.integrations.findBySlug(ref)) ?? (await tx.integrations.findById(ref));
  return found && isVisible(context, found) ? found : null;
}

/** Throws `not_found`, or `missing_scope` when it is there and the caller may not do this to it. */
export async function findIntegration(
  context: ControlContext,
  tx: TenantRecords,
  wanted: { ref: string; action: Action },
): Promise<Integration> {
  const found = await lookUpIntegration(context, tx, wanted.ref);
  if (!found) throw new GatewayError('not_found', `There is no integration "${wanted.ref}".`);
  requireIntegrationScope(context, found, wanted.action);
  return found;
}
