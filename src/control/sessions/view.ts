/** A session, as an administrator sees it. */
import type { SessionRecord } from '../../storage/ports/records/sessions.ts';
import { toIso } from '../fields.ts';

export const viewSession = (session: SessionRecord) => ({
  object: 'session' as const,
  id: session.id,
  user_id: session.userId,
  method: session.method,
  client_ip: session.address,
  user_agent: session.userAgent,
  started_at: toIso(session.startedAt),
  used_at: toIso(session.usedAt),
});
