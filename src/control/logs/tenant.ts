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
 * own requests. The whole workspace takes `logs.read` as well. An organisation key makes no requests of its own: its
 * log scopes are about the organisation.
 */
export function readableKeys(context: ControlContext): readonly string[] | null {
  const { principal } = context;
  switch (principal.kind) {
    case 'api-key':
      if (principal.type === 'organisation-service' || holdsScope(context, 'logs.read')) return null;
      return [principal.id];
    case 'declarative-file':
    case 'bootstrap':
    case 'schedule':
      return [];
  }
}

export function mayRead(context: ControlContext, row: Pick<LogRow, 'api_key_id'>): boolean {
  return readableKeys(context)?.includes(row.api_key_id) ?? true;
}
