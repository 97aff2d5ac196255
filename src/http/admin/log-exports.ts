/** The routes of exports of the log, and the file itself, which a signed link opens. */
import type { ControlContext } from '../../control/context.ts';
import { cancelLogExport } from '../../control/log-exports/cancel.ts';
import { createLogExport } from '../../control/log-exports/create.ts';
import { getLogExport } from '../../control/log-exports/get.ts';
import { exportLines } from '../../control/log-exports/lines.ts';
import { linkToLogExport, openLogExportLink } from '../../control/log-exports/link.ts';
import { listLogExports } from '../../control/log-exports/list.ts';
import * as exports from '../../control/log-exports/schemas.ts';
import { startLogExport } from '../../control/log-exports/start.ts';
import { updateLogExport } from '../../control/log-exports/update.ts';
import type { Principal } from '../../control/principal.ts';
import type { AdminApp } from './app.ts';
import type { AppContext } from './request-facts.ts';
import { get, post, put } from './route.ts';
import type { Route } from './route.ts';

const ONE = '/logs/exports/{id}';

export const LOG_EXPORT_ROUTES: readonly Route[] = [
  get('/logs/exports', listLogExports, [exports.ListLogExports, exports.LogExportList]),
  post('/logs/exports', createLogExport, [exports.CreateLogExport, exports.SavedLogExport]),
  get(ONE, getLogExport, [exports.GetLogExport, exports.LogExportView]),
  put(ONE, updateLogExport, [exports.UpdateLogExport, exports.SavedLogExport]),
  post(`${ONE}/start`, startLogExport, [exports.StartLogExport, exports.LogExportTask]),
  post(`${ONE}/cancel`, cancelLogExport, [exports.CancelLogExport, exports.LogExportTask]),
  get(`${ONE}/download`, linkToLogExport, [exports.DownloadLogExport, exports.LogExportLink]),
];

/** Whoever holds the link may fetch; the rows are those that the starter of the export might read. */
export function serveLogExportFile(
  app: AdminApp,
  contextOf: (c: AppContext, principal: Principal) => ControlContext,
): void {
  app.get('/v1/logs/exports/:id/file', async (c) => {
    const id = c.req.param('id');
    const row = await openLogExportLink(contextOf(c, { kind: 'visitor' }), { id, token: c.req.query('token') ?? '' });
    const context = contextOf(c, { kind: 'schedule', organisationId: row.organisationId });
    const bytes = ReadableStream.from(encoded(exportLines(context, row)));
    return c.body(bytes as ReadableStream<Uint8Array<ArrayBuffer>>, 200, {
      'content-type': 'application/jsonl; charset=utf-8',
      'content-disposition': `attachment; filename="tollgate-logs-${id}.jsonl"`,
    });
  });
}

async function* encoded(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of lines) yield encoder.encode(text);
}
