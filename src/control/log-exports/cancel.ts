/** Stops an export for good: its links open nothing any more, and running downloads end. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { findLogExport } from './find.ts';
import { CancelLogExport, type LogExportTask } from './schemas.ts';

export async function cancelLogExport(context: ControlContext, input: unknown): Promise<z.infer<typeof LogExportTask>> {
  requireScope(context, 'logs.export');
  const { id } = parseInput(CancelLogExport, input);
  await change(context, async (tx) => {
    const before = await findLogExport(context, tx, id);
    if (before.status === 'stopped') throw new GatewayError('invalid_request', 'The export is stopped already.');
    const after = { ...before, status: 'stopped' as const, lastUpdatedAt: context.clock.now() };
    await tx.logExports.replace(after);
    const [from, to] = [{ status: before.status }, { status: after.status }];
    await audit(context, tx, { action: 'log_export.cancel', subject: after, before: from, after: to });
  });
  return { message: 'The export is stopped.', object: 'export' };
}
