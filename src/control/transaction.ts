/** How verbs reach the records: reads see one consistent state, changes are all or nothing, audited, and live at once. */
import type { RecordChange } from '../storage/ports/records/configuration.ts';
import { changeOf } from '../storage/ports/records/configuration.ts';
import type { TenantRecords } from '../storage/ports/records/records.ts';
import type { OrganisationId, WorkspaceId } from '../kernel/ids.ts';
import type { ControlContext } from './context.ts';
import { organisationOf } from './context.ts';
import { actorType, principalName } from './principal.ts';
import { newId } from './identity.ts';

/** Reads only. */
export function look<Result>(context: ControlContext, work: (tx: TenantRecords) => Promise<Result>): Promise<Result> {
  return context.records.within(organisationOf(context), work);
}

/**
 * Runs the change and, after the commit, waits until every local snapshot has it, or is known to get it later. A throw in
 * `work` changes nothing. `work` may run twice (src/storage/ports/records/records.ts).
 */
export async function change<Result>(
  context: ControlContext,
  work: (tx: TenantRecords) => Promise<Result>,
): Promise<Result> {
  let changes: RecordChange[] = [];
  const result = await context.records.within(organisationOf(context), (tx) => {
    changes = [];
    return work(notingChanges(tx, changes));
  });
  await context.announce(changes);
  return result;
}

/** What the snapshot must read again: what the audit rows say, and what is noted beside them. */
export function notingChanges(tx: TenantRecords, changes: RecordChange[]): TenantRecords {
  const { audit: trail } = tx;
  const insert: typeof trail.insert = async (event) => {
    await trail.insert(event);
    const made = changeOf(event);
    if (made !== null) changes.push(made);
  };
  const noteChanges: typeof tx.noteChanges = async (noted) => {
    await tx.noteChanges(noted);
    changes.push(...noted);
  };
  return { ...tx, audit: { ...trail, insert }, noteChanges };
}

export interface AuditEntry {
  /** `<noun>.<verb>`, as `integration.create`. */
  action: string;
  /** The record that was changed. */
  subject: { id: string; organisationId: OrganisationId; workspaceId: WorkspaceId | null };
  /** Views, never rows: a view holds no secret. */
  before?: unknown;
  after?: unknown;
  /** HTTP status of an attempt that was refused. Absent = it was done. */
  status?: number;
}

/** Writes the audit row inside the change, so that there is no change without it. */
export async function audit(context: ControlContext, tx: TenantRecords, entry: AuditEntry): Promise<void> {
  const { action, subject, before = null, after = null, status = 200 } = entry;
  await tx.audit.insert({
    id: newId(context),
    organisationId: subject.organisationId,
    workspaceId: subject.workspaceId,
    action,
    resourceId: subject.id,
    before,
    after,
    actor: principalName(context.principal),
    actorType: actorType(context.principal),
    status,
    request: context.request,
    createdAt: context.clock.now(),
  });
}
