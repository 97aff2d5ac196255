/** One config, with its live routing object. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { findConfig } from './find.ts';
import type { ConfigDetail } from './schemas.ts';
import { GetConfig } from './schemas.ts';
import { detailConfig } from './view.ts';

export async function getConfig(context: ControlContext, input: unknown): Promise<z.infer<typeof ConfigDetail>> {
  requireScope(context, 'configs.read');
  const wanted = parseInput(GetConfig, input);
  return look(context, async (tx) => detailConfig(await findConfig(context, tx, wanted)));
}
