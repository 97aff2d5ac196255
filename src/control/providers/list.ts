/** The providers of a workspace. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { asList, toPage } from '../listing.ts';
import { shownLimits } from '../limits/view.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import type { ProviderList } from './schemas.ts';
import { ListProviders } from './schemas.ts';
import { viewProvider } from './view.ts';

export async function listProviders(context: ControlContext, input: unknown): Promise<z.infer<typeof ProviderList>> {
  requireScope(context, 'providers.list');
  const wanted = parseInput(ListProviders, input);
  return look(context, async (tx) => {
    const workspace = await resolveWorkspace(context, tx, wanted.workspace_id);
    const limitsOf = await shownLimits(context, tx, 'provider');
    const rows = await tx.providers.list(workspace.id, toPage(wanted));
    return asList(rows, (row) => viewProvider(context, row, limitsOf(row)));
  });
}
