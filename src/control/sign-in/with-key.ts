/** Signing in with a gateway key: the session has that key's powers for as long as the key exists. */
import type { KeyHash, OrganisationId } from '../../kernel/ids.ts';
import type { ControlContext } from '../context.ts';
import { auditSession } from './audit.ts';
import { startSession, type StartedSession } from './sessions.ts';

/** The key has been found and is valid. */
export function signInWithKey(
  context: ControlContext,
  key: { id: string; hash: KeyHash; organisationId: OrganisationId },
): Promise<StartedSession> {
  return context.records.within(key.organisationId, async (tx) => {
    const started = await startSession(context, tx, { proven: { apiKeyHash: key.hash }, method: 'api-key' });
    await auditSession(context, tx, { action: 'session.create', session: started.session, apiKeyId: key.id });
    return started;
  });
}
