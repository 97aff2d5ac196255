/** The routes that stop a session, a subagent or a key; paths of our own, as the published API has none. */
import { createStop, deleteStop, listStops } from '../../control/stops/stops.ts';
import * as stop from '../../control/stops/schemas.ts';
import { Nothing } from '../../control/fields.ts';
import { get, post, remove, type Route } from './route.ts';

export const STOP_ROUTES: readonly Route[] = [
  post('/stops', createStop, [stop.CreateStop, stop.StopView]),
  get('/stops', listStops, [stop.ListStops, stop.StopList]),
  remove('/stops/{id}', deleteStop, [stop.StopRef, Nothing]),
];
