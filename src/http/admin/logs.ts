/** The routes of logs. */
import { getLog } from '../../control/logs/get.ts';
import { insertLogs } from '../../control/logs/insert.ts';
import { listLogs } from '../../control/logs/list.ts';
import * as log from '../../control/logs/schemas.ts';
import { listSessionTools } from '../../control/logs/session-tools.ts';
import { get, post, type Route } from './route.ts';

export const LOG_ROUTES: readonly Route[] = [
  get('/logs', listLogs, [log.ListLogs, log.LogList]),
  post('/logs', insertLogs, [log.InsertLogs, log.InsertedLogs]),
  get('/logs/sessions/{session_id}/tool-calls', listSessionTools, [log.ListSessionTools, log.SessionTools]),
  get('/logs/{id}', getLog, [log.GetLog, log.LogView]),
];
