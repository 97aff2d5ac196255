/** What people call the things that log rows know by their ids. */
import type { LogRow } from '../../storage/ports/log.ts';
import type { ControlContext } from '../context.ts';
import { look } from '../transaction.ts';

export interface LogNames {
  organisation: string | null;
  /** By config id; of archived configs as well. */
  configSlugs: ReadonlyMap<string, string>;
}

/** For rows of the caller's own organisation. */
export function logNames(context: ControlContext, rows: readonly LogRow[]): Promise<LogNames> {
  const configIds = new Set(rows.map((row) => row.config_id).filter((id) => id !== null));
  return look(context, async (tx) => {
    const organisation = await tx.organisation();
    const configSlugs = new Map<string, string>();
    for (const id of configIds) {
      const config = await tx.configs.findById(id);
      if (config) configSlugs.set(id, config.slug);
    }
    return { organisation: organisation?.name ?? null, configSlugs };
  });
}
