/** A guardrail by the names people give it, and the powers over it. */
import type { GuardrailRow } from '../../storage/ports/records/guardrails.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { organisationOf, pinnedWorkspace, type ControlContext } from '../context.ts';
import { invalid } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';

type Action = 'create' | 'read' | 'update' | 'delete' | 'list';

/** Throws `missing_scope` unless the caller holds the scope for one of its own workspace, or for the organisation's. */
export function requireGuardrailScope(context: ControlContext, action: Action, workspaceId: WorkspaceId | null): void {
  if (workspaceId === null) requireScope(context, `organisation_guardrails.${action}`);
  else requireScope(context, `guardrails.${action}`);
}

/** To whom a new one belongs: null = the organisation. */
export async function ownerOf(
  context: ControlContext,
  tx: TenantRecords,
  wanted: { workspace_id?: string | null | undefined; organisation_id?: string | null | undefined },
): Promise<WorkspaceId | null> {
  if (wanted.organisation_id && !wanted.workspace_id) {
    if (wanted.organisation_id !== organisationOf(context)) throw invalid('organisation_id', 'is not yours');
    return null;
  }
  return (await resolveWorkspace(context, tx, wanted.workspace_id)).id;
}

/** By slug or id; what a pinned key cannot see is not there. Throws `not_found`, and `missing_scope`. */
export async function findGuardrail(
  context: ControlContext,
  tx: TenantRecords,
  { guardrailId, action }: { guardrailId: string; action: Action },
): Promise<GuardrailRow> {
  const found = (await tx.guardrails.findBySlug(guardrailId)) ?? (await tx.guardrails.findById(guardrailId));
  const pinned = pinnedWorkspace(context);
  const isSeen = found !== null && (pinned === null || found.workspaceId === pinned || isReadOfShared(found, action));
  if (found === null || found.status !== 'active' || !isSeen) {
    throw new GatewayError('not_found', `There is no guardrail "${guardrailId}".`);
  }
  if (isReadOfShared(found, action) && pinned !== null) requireScope(context, 'guardrails.read', 'guardrails.list');
  else requireGuardrailScope(context, action, found.workspaceId);
  return found;
}

/** Every workspace sees what holds for it. */
const isReadOfShared = ({ workspaceId }: GuardrailRow, action: Action): boolean =>
  workspaceId === null && action === 'read';
