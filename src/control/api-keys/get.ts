/** One key, masked. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { showLimits } from '../limits/view.ts';
import { parseInput } from '../parse.ts';
import { look } from '../transaction.ts';
import { findApiKey } from './find.ts';
import { requireSomeKeyScope } from './power.ts';
import type { ApiKeyView } from './schemas.ts';
import { GetApiKey } from './schemas.ts';
import { viewApiKey } from './view.ts';

export async function getApiKey(context: ControlContext, input: unknown): Promise<z.infer<typeof ApiKeyView>> {
  requireSomeKeyScope(context, 'read');
  const { id } = parseInput(GetApiKey, input);
  return look(context, async (tx) => {
    const key = await findApiKey(context, tx, { id, action: 'read' });
    return viewApiKey(key, showLimits(context, await tx.limits.find('api_key', key.id)));
  });
}
