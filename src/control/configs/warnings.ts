/** What in a config cannot work at present. The config is saved anyway, with these as warnings. */
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import type { ControlContext } from '../context.ts';
import { destinationsOf, type Destination } from '../../routing/destinations.ts';

/** More would hide each other. */
const MAX_WARNINGS = 20;

/**
 * One sentence for each target that no request could be sent to, with the target's path in front. A fallback passes over
 * such a target, so that it goes unnoticed until it is needed.
 */
export async function warningsFor(
  { clock }: ControlContext,
  tx: TenantRecords,
  { workspaceId, config }: { workspaceId: WorkspaceId; config: JsonObject },
): Promise<string[]> {
  const now = clock.now();
  const judged = new Map<string, string | null>();
  const warnings: string[] = [];
  for (const place of destinationsOf(config)) {
    const { provider } = place;
    if (provider?.startsWith('@') !== true) continue;
    const known = judged.get(provider);
    const problem = known === undefined ? await problemOf(tx, { workspaceId, provider, now }) : known;
    judged.set(provider, problem);
    if (problem !== null) warnings.push(`${memberOf(place)}: ${problem}`);
    if (warnings.length === MAX_WARNINGS) break;
  }
  return warnings;
}

interface Named {
  workspaceId: WorkspaceId;
  /** `@slug`. */
  provider: string;
  /** ms since the epoch. */
  now: number;
}

async function problemOf(tx: TenantRecords, { workspaceId, provider, now }: Named): Promise<string | null> {
  const saved = await tx.providers.findBySlug(workspaceId, provider.slice(1));
  if (saved === null) {
    return `the workspace has no provider "${provider}": until there is one, no request can be sent to this target.`;
  }
  if (saved.expiresAt === null || saved.expiresAt > now) return null;
  const since = new Date(saved.expiresAt).toISOString();
  return `the provider "${provider}" expired on ${since}: no request can be sent to this target.`;
}

/** The member that names the provider, as `config.targets[1].provider`. */
function memberOf({ path, node }: Destination): string {
  const own = ['provider', 'virtual_key'].find((key) => typeof node[key] === 'string');
  const params: unknown = node['override_params'];
  const member = own ?? (isObject(params) && typeof params['model'] === 'string' ? 'override_params.model' : null);
  return ['config', path, member].filter((part) => part !== null && part !== '').join('.');
}
