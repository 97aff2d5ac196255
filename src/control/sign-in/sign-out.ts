/** Signing out. */
import type { SessionRecord } from '../../storage/ports/records/sessions.ts';
import type { ControlContext } from '../context.ts';
import { auditSession } from './audit.ts';

/** `apiKeyId`: of the key that the session stands for, where it still exists. */
export function signOut(context: ControlContext, session: SessionRecord, apiKeyId?: string): Promise<void> {
  return context.records.within(session.organisationId, async (tx) => {
    await tx.sessions.remove(session.id);
    const actor = apiKeyId === undefined ? {} : { apiKeyId };
    await auditSession(context, tx, { action: 'session.delete', session, ...actor });
  });
}
