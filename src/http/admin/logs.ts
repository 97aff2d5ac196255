/** The routes of logs. */
import { getLog } from '../../control/logs/get.ts';
import { listLogs } from '../../control/logs/list.ts';
import * as log from '../../control/logs/schemas.ts';
import { get, type Route } from './route.ts';

export const LOG_ROUTES: readonly Route[] = [
  get('/logs', listLogs, [log.ListLogs, log.LogList]),
  get('/logs/{id}', getLog, [log.GetLog, log.LogView]),
];
