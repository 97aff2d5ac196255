/** The keys that a caller may see, masked. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { organisationOf, pinnedWorkspace } from '../context.ts';
import { asList, cutPage, EVERYTHING, toPage } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { holdsKeyScope, requireSomeKeyScope } from './power.ts';
import type { ApiKeyList } from './schemas.ts';
import { ListApiKeys } from './schemas.ts';
import { viewApiKey } from './view.ts';

/** Organisation keys see every workspace's, unless they name one. */
export async function listApiKeys(context: ControlContext, input: unknown): Promise<z.infer<typeof ApiKeyList>> {
  requireSomeKeyScope(context, 'list');
  const wanted = parseInput(ListApiKeys, input);
  const ids = wanted.ids?.split(',');
  return look(context, async (tx) => {
    const one = wanted.workspace_id || pinnedWorkspace(context) !== null;
    const workspaceId = one ? (await resolveWorkspace(context, tx, wanted.workspace_id)).id : null;
    const { rows } = await tx.apiKeys.list(organisationOf(context), workspaceId, EVERYTHING);
    const shown = rows.filter((key) => holdsKeyScope(context, key.type, 'list') && (ids?.includes(key.id) ?? true));
    return asList(cutPage(shown, toPage(wanted)), viewApiKey);
  });
}
