/** Signs somebody out of the dashboard, wherever that is. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { requireRankOver } from '../users/rank.ts';
import { EndSession } from './schemas.ts';
import { viewSession } from './view.ts';

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
