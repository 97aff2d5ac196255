/** Attempts that were refused, in the audit trail: who wanted what, and which status was the answer. */
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { ControlContext } from '../context.ts';
import { organisationOf } from '../context.ts';
import { newId } from '../identity.ts';
import { actorType, principalName } from '../principal.ts';

/** Of one caller in a minute: whoever is refused in a loop must not fill the trail. */
const MAX_PER_MINUTE = 30;
const MINUTE_MS = 60_000;
const MAX_CALLERS = 10_000;

export interface RefusedAttempt {
  /** `<noun>.<verb>`. */
  action: string;
  /** As the path named it; '' where it named none. */
  resourceId: string;
  status: number;
}

/** Writes the row, unless the caller has had too many of them. Never throws for what the caller did. */
export function createRefusalAudit() {
  const counts = new BoundedMap<{ since: number; count: number }>(MAX_CALLERS);
  return async (context: ControlContext, { action, resourceId, status }: RefusedAttempt): Promise<void> => {
    const now = context.clock.now();
    const caller = principalName(context.principal);
    let count = counts.get(caller);
    if (count === undefined || now - count.since >= MINUTE_MS) counts.set(caller, (count = { since: now, count: 0 }));
    count.count += 1;
    if (count.count > MAX_PER_MINUTE) return;
    const organisationId = organisationOf(context);
    await context.records.within(organisationId, (tx) =>
      tx.audit.insert({
        id: newId(context),
        organisationId,
        workspaceId: null,
        actor: caller,
        actorType: actorType(context.principal),
        action,
        resourceId: resourceId.slice(0, MAX_ID),
        status,
        request: context.request,
        before: null,
        after: null,
        createdAt: now,
      }),
    );
  };
}

const MAX_ID = 100;
