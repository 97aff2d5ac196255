/** One's own sessions: where one is signed in, and signing out there. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { toIso, type Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { audit, change, look } from '../transaction.ts';
import { requirePerson } from './own.ts';
import type { SessionList } from './schemas.ts';
import { EndOwnSession, EndOwnSessions, ListOwnSessions } from './schemas.ts';

export async function listOwnSessions(context: ControlContext, input: unknown): Promise<z.infer<typeof SessionList>> {
  const { userId, sessionId } = requirePerson(context);
  parseInput(ListOwnSessions, input);
  const sessions = await look(context, (tx) => tx.sessions.listByUser(userId));
  const data = sessions.map((session) => ({
    object: 'session' as const,
    id: session.id,
    is_current: session.id === sessionId,
    method: session.method,
    client_ip: session.address,
    user_agent: session.userAgent,
    started_at: toIso(session.startedAt),
    used_at: toIso(session.usedAt),
  }));
  return { object: 'list', total: data.length, data };
}

/** Throws `not_found`, also for somebody else's. */
export async function endOwnSession(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  const { userId, organisationId } = requirePerson(context);
  const { id } = parseInput(EndOwnSession, input);
  return change(context, async (tx) => {
    const mine = await tx.sessions.listByUser(userId);
    if (!mine.some((session) => session.id === id)) throw new GatewayError('not_found', `There is no session "${id}".`);
    await tx.sessions.remove(id);
    await audit(context, tx, { action: 'session.delete', subject: { id, organisationId, workspaceId: null } });
    return {};
  });
}

/** Signs out everywhere, here too. */
export async function endOwnSessions(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  const { userId, organisationId } = requirePerson(context);
  parseInput(EndOwnSessions, input);
  return change(context, async (tx) => {
    await tx.sessions.removeByUser(userId);
    const subject = { id: userId, organisationId, workspaceId: null };
    await audit(context, tx, { action: 'session.delete-all', subject });
    return {};
  });
}
