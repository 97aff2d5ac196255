/** The keys that a caller may see, masked. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { pinnedWorkspace } from '../context.ts';
import { asList, toPage } from '../listing.ts';
import { shownLimits } from '../limits/view.ts';
import { parseInput } from '../parse.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { API_KEY_TYPES, holdsKeyScope, keyOwnerOnly, requireSomeKeyScope } from './power.ts';
import type { ApiKeyList } from './schemas.ts';
import { ListApiKeys } from './schemas.ts';
import { viewApiKey } from './view.ts';

/** Organisation keys see every workspace's, unless they name one. */
export async function listApiKeys(context: ControlContext, input: unknown): Promise<z.infer<typeof ApiKeyList>> {
  requireSomeKeyScope(context, 'list');
  const wanted = parseInput(ListApiKeys, input);
  const types = API_KEY_TYPES.filter((type) => holdsKeyScope(context, type, 'list'));
  const ids = wanted.ids === undefined ? {} : { ids: wanted.ids.split(',') };
  const named = wanted.search ? { nameContains: wanted.search } : {};
  const owner = keyOwnerOnly(context);
  const own = owner === null ? {} : { userId: owner };
  return look(context, async (tx) => {
    const one = wanted.workspace_id || pinnedWorkspace(context) !== null;
    const workspace = one ? { workspaceId: (await resolveWorkspace(context, tx, wanted.workspace_id)).id } : {};
    const limitsOf = await shownLimits(context, tx, 'api_key');
    const rows = await tx.apiKeys.list({ types, ...ids, ...workspace, ...own, ...named }, toPage(wanted));
    return asList(rows, (key) => viewApiKey(key, limitsOf(key)));
  });
}
