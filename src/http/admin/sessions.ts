/** The routes of sessions of the dashboard. */
import { Nothing } from '../../control/fields.ts';
import { endSession, EndSession, listSessions, ListSessions, SessionsView } from '../../control/users/sessions.ts';
import { get, remove } from './route.ts';
import type { Route } from './route.ts';

export const SESSION_ROUTES: readonly Route[] = [
  get('/admin/sessions', listSessions, [ListSessions, SessionsView]),
  remove('/admin/sessions/{id}', endSession, [EndSession, Nothing]),
];
