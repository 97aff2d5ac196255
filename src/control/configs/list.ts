/** The configs of a workspace. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { asList, toPage } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import type { ConfigList } from './schemas.ts';
import { ListConfigs } from './schemas.ts';
import { viewConfig } from './view.ts';

export async function listConfigs(context: ControlContext, input: unknown): Promise<z.infer<typeof ConfigList>> {
  requireScope(context, 'configs.list');
  const wanted = parseInput(ListConfigs, input);
  return look(context, async (tx) => {
    const workspace = await resolveWorkspace(context, tx, wanted.workspace_id);
    return asList(await tx.configs.list(workspace.id, toPage(wanted)), viewConfig);
  });
}
