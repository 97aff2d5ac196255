/** Where the people of the organisation are signed in to the dashboard, for those who govern them. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { isOver } from '../sign-in/sessions.ts';
import { look } from '../transaction.ts';
import { ListSessions, type SessionsView } from './schemas.ts';
import { viewSession } from './view.ts';

/** More than an organisation has people. */
const MAX_SESSIONS = 10_000;

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
