/** Answers `GET /v1/models` from the workspace's providers and the catalog, in a shape both dialects read. */
import { GatewayError } from '../wire/errors.ts';
import type { GatewayDeps } from './dependencies.ts';
import type { Arrived, Authorized } from './exchange.ts';

/**
 * With `x-portkey-provider: @slug` the ids are bare, as that provider's own list; without, they are `@slug/model`, which is
 * what a request needs. Claude Code keeps only ids that begin with `claude`, so its list is bare and without repeats.
 */
export function listModels({ workspace, headers }: Arrived & Authorized, { catalog }: GatewayDeps): string {
  const wanted = headers['x-portkey-provider']?.replace(/^@/, '');
  if (wanted !== undefined && !workspace.providers.has(wanted)) {
    throw new GatewayError(
      'provider_not_found',
      `There is no provider "@${wanted}" in the workspace "${workspace.slug}".`,
    );
  }
  const isBare = wanted !== undefined || headers['anthropic-version'] !== undefined;
  const models = new Map<string, object>();
  for (const [slug, { provider }] of workspace.providers) {
    if (wanted !== undefined && slug !== wanted) continue;
    for (const { id, displayName } of catalog.listModels(provider.platform)) {
      const name = isBare ? id : `@${slug}/${id}`;
      models.set(name, entry(name, displayName, provider.id));
    }
  }
  const ids = [...models.keys()];
  return JSON.stringify({
    object: 'list',
    data: [...models.values()],
    has_more: false,
    first_id: ids.at(0) ?? null,
    last_id: ids.at(-1) ?? null,
  });
}

/** OpenAI's and Anthropic's fields side by side. Neither date is known: the epoch stands for that. */
function entry(id: string, displayName: string, owner: string): object {
  const dates = { created: 0, created_at: new Date(0).toISOString() };
  return { id, object: 'model', type: 'model', display_name: displayName, owned_by: owner, ...dates };
}
