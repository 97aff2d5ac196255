/** Archives a config. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { change } from '../transaction.ts';
import { archiveConfig } from './archive.ts';
import { findConfig } from './find.ts';
import { DeleteConfig } from './schemas.ts';

export async function deleteConfig(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'configs.delete');
  const wanted = parseInput(DeleteConfig, input);
  return change(context, async (tx) => {
    await archiveConfig(context, tx, await findConfig(context, tx, wanted));
    return {};
  });
}
