/** Whose rows a caller may read. */
import type { LogRow } from '../../storage/ports/log.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { ControlContext } from '../context.ts';
import { organisationOf, pinnedWorkspace } from '../context.ts';
import { holdsScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';

/** One workspace, or for organisation keys that name none, all of the organisation. */
export async function logTenant(
  context: ControlContext,
  tx: TenantRecords,
  ref: string | null | undefined,
): Promise<{ organisationId: OrganisationId; workspaceId?: WorkspaceId }> {
  const organisationId = organisationOf(context);
  if (!ref && pinnedWorkspace(context) === null) return { organisationId };
  return { organisationId, workspaceId: (await resolveWorkspace(context, tx, ref)).id };
}

/**
 * The keys whose rows a caller may read; null = those of every key. `logs.list` and `logs.view` are about the caller's
 * own requests: those of a key itself, or of a person's keys. The whole workspace takes `logs.read` as well. An organisation
 * key makes no requests of its own: its log scopes are about the organisation.
 */
export async function readableKeys(context: ControlContext, tx: TenantRecords): Promise<readonly string[] | null> {
  const { principal } = context;
  switch (principal.kind) {
    case 'api-key':
      if (principal.type === 'organisation-service' || holdsScope(context, 'logs.read')) return null;
      return [principal.id];
    case 'session':
      if (holdsScope(context, 'logs.read')) return null;
      return principal.workspace === null ? [] : ownKeys(tx, principal.workspace.id, principal.userId);
    case 'declarative-file':
    case 'visitor':
    case 'bootstrap':
    case 'directory':
    case 'schedule':
      return [];
  }
}

async function ownKeys(tx: TenantRecords, workspaceId: WorkspaceId, userId: string): Promise<string[]> {
  return (await tx.apiKeys.listByUser(workspaceId, userId)).map(({ id }) => id);
}

export async function mayRead(
  context: ControlContext,
  tx: TenantRecords,
  row: Pick<LogRow, 'api_key_id'>,
): Promise<boolean> {
  return (await readableKeys(context, tx))?.includes(row.api_key_id) ?? true;
}
