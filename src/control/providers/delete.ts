/** Archives a provider: requests that name it get a clear 412 from then on, its integration stays. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { change } from '../transaction.ts';
import { archiveProvider } from './archive.ts';
import { findProvider } from './find.ts';
import { DeleteProvider } from './schemas.ts';

export async function deleteProvider(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'providers.delete');
  const wanted = parseInput(DeleteProvider, input);
  return change(context, async (tx) => {
    await archiveProvider(context, tx, await findProvider(context, tx, wanted));
    return {};
  });
}
