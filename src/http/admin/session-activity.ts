/** The route of what was done in sessions; a path of our own, as the published API has none. */
import { getSessionActivity } from '../../control/session-activity/get.ts';
import * as activity from '../../control/session-activity/schemas.ts';
import { get, type Route } from './route.ts';

export const SESSION_ACTIVITY_ROUTES: readonly Route[] = [
  get('/analytics/session-activity', getSessionActivity, [activity.GetSessionActivity, activity.SessionActivityList]),
];
