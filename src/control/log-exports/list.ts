/** The exports of the log, newest first. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { asList, toPage } from '../listing.ts';
import { logTenant } from '../logs/tenant.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { ListLogExports, type LogExportList } from './schemas.ts';
import { viewLogExport } from './view.ts';

export async function listLogExports(context: ControlContext, input: unknown): Promise<z.infer<typeof LogExportList>> {
  requireScope(context, 'logs.export');
  const wanted = parseInput(ListLogExports, input);
  return look(context, async (tx) => {
    const { workspaceId } = await logTenant(context, tx, wanted.workspace_id);
    return asList(await tx.logExports.list(workspaceId ?? null, toPage(wanted)), viewLogExport);
  });
}
