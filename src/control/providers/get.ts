/** One provider. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { showLimits } from '../limits/view.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { findProvider } from './find.ts';
import type { ProviderView } from './schemas.ts';
import { GetProvider } from './schemas.ts';
import { viewProvider } from './view.ts';

export async function getProvider(context: ControlContext, input: unknown): Promise<z.infer<typeof ProviderView>> {
  requireScope(context, 'providers.read');
  const wanted = parseInput(GetProvider, input);
  return look(context, async (tx) => {
    const provider = await findProvider(context, tx, wanted);
    return viewProvider(context, provider, showLimits(context, await tx.limits.find('provider', provider.id)));
  });
}
