/** The routes of exports of the log. The file itself: log-export-file.ts. */
import { cancelLogExport } from '../../control/log-exports/cancel.ts';
import { createLogExport } from '../../control/log-exports/create.ts';
import { listFieldRestrictions } from '../../control/log-exports/field-restrictions.ts';
import { getLogExport } from '../../control/log-exports/get.ts';
import { linkToLogExport } from '../../control/log-exports/link.ts';
import { listLogExports } from '../../control/log-exports/list.ts';
import * as exports from '../../control/log-exports/schemas.ts';
import { startLogExport } from '../../control/log-exports/start.ts';
import { updateLogExport } from '../../control/log-exports/update.ts';
import { get, post, put } from './route.ts';
import type { Route } from './route.ts';

const ONE = '/logs/exports/{id}';

export const LOG_EXPORT_ROUTES: readonly Route[] = [
  get('/logs/exports', listLogExports, [exports.ListLogExports, exports.LogExportList]),
  post('/logs/exports', createLogExport, [exports.CreateLogExport, exports.SavedLogExport]),
  get('/logs/exports/field-restrictions', listFieldRestrictions, [
    exports.ListFieldRestrictions,
    exports.FieldRestrictions,
  ]),
  get(ONE, getLogExport, [exports.GetLogExport, exports.LogExportView]),
  put(ONE, updateLogExport, [exports.UpdateLogExport, exports.SavedLogExport]),
  post(`${ONE}/start`, startLogExport, [exports.StartLogExport, exports.LogExportTask]),
  post(`${ONE}/cancel`, cancelLogExport, [exports.CancelLogExport, exports.LogExportTask]),
  get(`${ONE}/download`, linkToLogExport, [exports.DownloadLogExport, exports.LogExportLink]),
];
