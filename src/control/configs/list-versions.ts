/** Every version of a config, newest first. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { asList } from '../listing.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { findConfig } from './find.ts';
import type { ConfigVersionList } from './schemas.ts';
import { ListConfigVersions } from './schemas.ts';
import { viewVersion } from './view.ts';

export async function listConfigVersions(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof ConfigVersionList>> {
  requireScope(context, 'configs.read');
  const wanted = parseInput(ListConfigVersions, input);
  return look(context, async (tx) => {
    const config = await findConfig(context, tx, wanted);
    const rows = await tx.configs.listVersions(config.id);
    return asList({ total: rows.length, rows }, (version) => viewVersion(config, version));
  });
}
