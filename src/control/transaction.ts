/** How verbs reach the records: reads see one consistent state, changes are all or nothing, audited, and live at once. */
import type { RecordsTransaction } from '../storage/ports/records.ts';
import type { OrganisationId, WorkspaceId } from '../wire/ids.ts';
import type { ControlContext } from './context.ts';
import { principalName } from './principal.ts';
import { newId } from './identity.ts';

/** Reads only. */
export function look<Result>(
  context: ControlContext,
  work: (tx: RecordsTransaction) => Promise<Result>,
): Promise<Result> {
  return context.records.transaction(work);
}

/**
 * Runs the change and, after the commit, waits until every local snapshot has it, or is known to get it later. A throw in
 * `work` changes nothing.
 */
export async function change<Result>(
  context: ControlContext,
  work: (tx: RecordsTransaction) => Promise<Result>,
): Promise<Result> {
  const result = await context.records.transaction(work);
  await context.announce();
  return result;
}

export interface AuditEntry {
  /** `<noun>.<verb>`, as `integration.create`. */
  action: string;
  /** The record that was changed. */
  subject: { id: string; organisationId: OrganisationId; workspaceId: WorkspaceId | null };
  /** Views, never rows: a view holds no secret. */
  before?: unknown;
  after?: unknown;
}

/** Writes the audit row inside the change, so that there is no change without it. */
export async function audit(context: ControlContext, tx: RecordsTransaction, entry: AuditEntry): Promise<void> {
  const { action, subject, before = null, after = null } = entry;
  await tx.audit.insert({
    id: newId(context),
    organisationId: subject.organisationId,
    workspaceId: subject.workspaceId,
    action,
    resourceId: subject.id,
    before,
    after,
    actor: principalName(context.principal),
    createdAt: context.clock.now(),
  });
}
