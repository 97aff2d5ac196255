/** The routes of sessions of the dashboard. */
import { Nothing } from '../../control/fields.ts';
import { endSession } from '../../control/sessions/end.ts';
import { listSessions } from '../../control/sessions/list.ts';
import { EndSession, ListSessions, SessionsView } from '../../control/sessions/schemas.ts';
import { get, remove } from './route.ts';
import type { Route } from './route.ts';

export const SESSION_ROUTES: readonly Route[] = [
  get('/admin/sessions', listSessions, [ListSessions, SessionsView]),
  remove('/admin/sessions/{id}', endSession, [EndSession, Nothing]),
];
