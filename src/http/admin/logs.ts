/** The routes of logs and of their saved filters. */
import { Nothing } from '../../control/fields.ts';
import { getLog } from '../../control/logs/get.ts';
import { listLogs } from '../../control/logs/list.ts';
import * as log from '../../control/logs/schemas.ts';
import { createSavedFilter } from '../../control/saved-filters/create.ts';
import { deleteSavedFilter } from '../../control/saved-filters/delete.ts';
import { listSavedFilters } from '../../control/saved-filters/list.ts';
import * as filter from '../../control/saved-filters/schemas.ts';
import { get, post, remove } from './route.ts';
import type { Route } from './route.ts';

export const LOG_ROUTES: readonly Route[] = [
  get('/logs', listLogs, [log.ListLogs, log.LogList]),
  get('/logs/filters', listSavedFilters, [filter.ListSavedFilters, filter.SavedFilterList]),
  post('/logs/filters', createSavedFilter, [filter.CreateSavedFilter, filter.SavedFilterView]),
  remove('/logs/filters/{id}', deleteSavedFilter, [filter.DeleteSavedFilter, Nothing]),
  get('/logs/{id}', getLog, [log.GetLog, log.LogView]),
];
