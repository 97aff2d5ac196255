/** Archives a key: it opens nothing from the next request on, and its log rows keep its name. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { change } from '../transaction.ts';
import { archiveApiKey } from './archive.ts';
import { findApiKey } from './find.ts';
import { requireSomeKeyScope } from './power.ts';
import { DeleteApiKey } from './schemas.ts';

export async function deleteApiKey(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireSomeKeyScope(context, 'delete');
  const { id } = parseInput(DeleteApiKey, input);
  return change(context, async (tx) => {
    await archiveApiKey(context, tx, await findApiKey(context, tx, { id, action: 'delete' }));
    return {};
  });
}
