/** The file of an export of the log, which a signed link opens. */
import { Hono } from 'hono';
import type { ControlContext } from '../../control/context.ts';
import { exportLines } from '../../control/log-exports/export-file.ts';
import { openLogExportLink } from '../../control/log-exports/link.ts';
import type { Principal } from '../../control/principal.ts';
import type { AppContext, AppEnvironment } from './request-facts.ts';

/** Whoever holds the link may fetch; the rows are those that the starter of the export might read. */
export function createLogExportFiles(
  contextOf: (c: AppContext, principal: Principal) => ControlContext,
): Hono<AppEnvironment> {
  const app = new Hono<AppEnvironment>();
  return app.get('/:id/file', async (c) => {
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
