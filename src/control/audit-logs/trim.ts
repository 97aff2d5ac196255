/** Retention of the audit trail: deletes its oldest events, and says so in the trail itself. */
import type { OrganisationId } from '../../kernel/ids.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';

const DAY_MS = 86_400_000;
const EVENTS_AT_ONCE = 5000;

/** Of every organisation. Returns how many events were deleted. */
export async function trimAuditTrails(context: ControlContext, retentionDays: number): Promise<number> {
  const organisations = await context.records.system((all) => all.organisations.list());
  let deleted = 0;
  for (const { id } of organisations) deleted += await trimOne(context, id, retentionDays);
  return deleted;
}

async function trimOne(
  context: ControlContext,
  organisationId: OrganisationId,
  retentionDays: number,
): Promise<number> {
  const before = context.clock.now() - retentionDays * DAY_MS;
  let total = 0;
  for (;;) {
    const deleted = await context.records.within(organisationId, async (tx) => {
      const trimmed = await tx.audit.trim(before, EVENTS_AT_ONCE);
      if (trimmed.deleted === 0) return 0;
      await tx.audit.insert({
        id: newId(context),
        organisationId,
        workspaceId: null,
        actor: 'retention',
        actorType: 'system',
        action: 'audit_log.delete',
        resourceId: organisationId,
        status: 200,
        request: null,
        before: null,
        after: { deleted: trimmed.deleted, up_to_position: trimmed.start.position, up_to_hash: trimmed.start.hash },
        createdAt: context.clock.now(),
      });
      return trimmed.deleted;
    });
    total += deleted;
    if (deleted < EVENTS_AT_ONCE) return total;
  }
}
