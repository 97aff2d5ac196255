/** The routes of the saved filters of the log. */
import { Nothing } from '../../control/fields.ts';
import { createSavedFilter } from '../../control/saved-filters/create.ts';
import { deleteSavedFilter } from '../../control/saved-filters/delete.ts';
import { listSavedFilters } from '../../control/saved-filters/list.ts';
import * as filter from '../../control/saved-filters/schemas.ts';
import { get, post, remove, type Route } from './route.ts';

export const SAVED_FILTER_ROUTES: readonly Route[] = [
  get('/logs/filters', listSavedFilters, [filter.ListSavedFilters, filter.SavedFilterList]),
  post('/logs/filters', createSavedFilter, [filter.CreateSavedFilter, filter.SavedFilterView]),
  remove('/logs/filters/{id}', deleteSavedFilter, [filter.DeleteSavedFilter, Nothing]),
];
