/** Archives a key: it opens nothing from the next request on, and its log rows keep its name. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { audit, change } from '../transaction.ts';
import { findApiKey } from './find.ts';
import { requireSomeKeyScope } from './power.ts';
import { DeleteApiKey } from './schemas.ts';
import { viewApiKey } from './view.ts';

export async function deleteApiKey(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireSomeKeyScope(context, 'delete');
  const { id } = parseInput(DeleteApiKey, input);
  return change(context, async (tx) => {
    const key = await findApiKey(context, tx, { id, action: 'delete' });
    await tx.apiKeys.replace({ ...key, status: 'archived', lastUpdatedAt: context.clock.now() });
    await audit(context, tx, { action: 'api_key.delete', subject: key, before: viewApiKey(key) });
    return {};
  });
}
