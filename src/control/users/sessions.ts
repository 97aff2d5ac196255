/** Where the people of the organisation are signed in to the dashboard, for those who govern them. */
import { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { SessionRecord } from '../../storage/ports/records/sessions.ts';
import type { ControlContext } from '../context.ts';
import { Moment, toIso, type Nothing } from '../fields.ts';
import { listOf } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { isOver } from '../sign-in/sessions.ts';
import { audit, change, look } from '../transaction.ts';
import { requireRankOver } from './rank.ts';

/** More than an organisation has people. */
const MAX_SESSIONS = 10_000;

export const ListSessions = z.strictObject({
  user_id: z.string().min(1).optional().meta({ description: 'Absent: everybody’s, at most 10,000.' }),
});
export const EndSession = z.strictObject({ id: z.string().min(1) });

export const SessionsView = listOf(
  z.object({
    object: z.literal('session'),
    id: z.string(),
    user_id: z.string().nullable().meta({ description: 'null: somebody signed in with a gateway key.' }),
    method: z.string(),
    client_ip: z.string(),
    user_agent: z.string(),
    started_at: Moment,
    used_at: Moment.meta({ description: 'To the minute.' }),
  }),
);

/** Those that run. */
export async function listSessions(context: ControlContext, input: unknown): Promise<z.infer<typeof SessionsView>> {
  requireScope(context, 'organisation_users.list');
  const { user_id: userId } = parseInput(ListSessions, input);
  const found = await look(context, ({ sessions }) =>
    userId === undefined ? sessions.list(MAX_SESSIONS) : sessions.listByUser(userId),
  );
  const data = found.filter((session) => !isOver(session, context.clock.now())).map(viewSession);
  return { object: 'list', total: data.length, data };
}

/** Throws `not_found`. A session of an owner is an owner’s to end. */
export async function endSession(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_users.update');
  const { id } = parseInput(EndSession, input);
  return change(context, async (tx) => {
    const session = await tx.sessions.findById(id);
    if (session === null) throw new GatewayError('not_found', `There is no session "${id}".`);
    const user = session.userId === null ? null : await tx.users.findById(session.userId);
    if (user !== null) requireRankOver(context, user);
    await tx.sessions.remove(id);
    const before = viewSession(session);
    await audit(context, tx, { action: 'session.delete', subject: { ...session, workspaceId: null }, before });
    return {};
  });
}

const viewSession = (session: SessionRecord) => ({
  object: 'session' as const,
  id: session.id,
  user_id: session.userId,
  method: session.method,
  client_ip: session.address,
  user_agent: session.userAgent,
  started_at: toIso(session.startedAt),
  used_at: toIso(session.usedAt),
});
