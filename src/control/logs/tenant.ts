/** Whose rows an actor may read. */
import type { RecordsTransaction } from '../../storage/ports/records.ts';
import type { OrganisationId, WorkspaceId } from '../../wire/ids.ts';
import type { ControlContext } from '../context.ts';
import { organisationOf, pinnedWorkspace } from '../context.ts';
import { resolveWorkspace } from '../tenancy.ts';

/** One workspace, or for organisation keys that name none, all of the organisation. */
export async function logTenant(
  context: ControlContext,
  tx: RecordsTransaction,
  ref: string | null | undefined,
): Promise<{ organisationId: OrganisationId; workspaceId?: WorkspaceId }> {
  const organisationId = organisationOf(context);
  if (!ref && pinnedWorkspace(context) === null) return { organisationId };
  return { organisationId, workspaceId: (await resolveWorkspace(context, tx, ref)).id };
}
