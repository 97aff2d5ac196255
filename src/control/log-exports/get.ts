/** One export of the log. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { findLogExport } from './find.ts';
import { GetLogExport, type LogExportView } from './schemas.ts';
import { viewLogExport } from './view.ts';

export async function getLogExport(context: ControlContext, input: unknown): Promise<z.infer<typeof LogExportView>> {
  requireScope(context, 'logs.export');
  const { id } = parseInput(GetLogExport, input);
  return look(context, async (tx) => viewLogExport(await findLogExport(context, tx, id)));
}
