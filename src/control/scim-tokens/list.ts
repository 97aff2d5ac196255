/** The tokens of directories. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { ListScimTokens, type ScimTokenList } from './schemas.ts';
import { viewScimToken } from './view.ts';

export async function listScimTokens(context: ControlContext, input: unknown): Promise<z.infer<typeof ScimTokenList>> {
  requireScope(context, 'organisation_settings.read');
  parseInput(ListScimTokens, input);
  const data = (await look(context, (tx) => tx.scimTokens.list())).map(viewScimToken);
  return { object: 'list', total: data.length, data };
}
