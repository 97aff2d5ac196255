/** Answers `GET /v1/models` from the workspace's providers and the catalog, in a shape both dialects read. */
import { GatewayError } from '../wire/errors.ts';
import type { GatewayDeps } from './dependencies.ts';
import type { Arrived, Authenticated, Authorized } from './exchange.ts';
import { chooseConfig } from './route/choose-config.ts';
import type { ConfigNode, TargetNode } from './route/config.ts';
import { resolveProvider, type Request } from './route/plan.ts';
import { selectModels, type ListableModel } from './select-models.ts';
import type { CompiledProvider } from './snapshot/compiled-provider.ts';
import type { CompiledWorkspace } from './snapshot/snapshot.ts';

type Asked = Arrived & Authenticated & Authorized;

/**
 * Those of the providers that header or config refer to, or of all of the workspace's that have not expired where they
 * leave it open. No upstream is asked. Ids are `@slug/model`, which is what a request needs; bare for the providers referred to, as their own list
 * would be, unless `fetch_integrated_models` asks for the catalog's. Clients of Anthropic's API, Claude Code above all, get
 * bare ids, of models that answer messages only, the newest first; others get all, sorted by name (contract §1.9). Throws
 * GatewayError as a request for a model would, and for a query that cannot be.
 */
export function listModels(asked: Asked, { catalog, inline, clock }: GatewayDeps): string {
  const { caller, workspace, snapshot, headers } = asked;
  const { node } = chooseConfig({ caller, workspace, headers }, inline);
  const now = clock.now();
  const request = { workspace, snapshot, headers, requestedModel: null, inline, now };
  const referred = providersOf(leavesOf(node), request);
  const isAnthropic = headers['anthropic-version'] !== undefined;
  const isBare = (referred !== null && !wantsCatalog(asked, node)) || isAnthropic;
  const listed = [...(referred ?? alive(workspace, now))].flatMap((provider) =>
    catalog
      .listModels(provider.provider.platform)
      .filter(({ makes }) => makes === 'messages' || !isAnthropic)
      .map((model) => nameIn(provider, model, isBare)),
  );
  const { models, hasMore } = selectModels(listed, queryOf(asked.url, isAnthropic));
  return JSON.stringify({
    object: 'list',
    data: models.map(entry),
    has_more: hasMore,
    first_id: models.at(0)?.id ?? null,
    last_id: models.at(-1)?.id ?? null,
  });
}

interface Listed extends ListableModel {
  displayName: string;
}

function nameIn(
  { slug, name: providerName, provider }: CompiledProvider,
  { id: name, displayName }: { id: string; displayName: string },
  isBare: boolean,
): Listed {
  const id = isBare || slug === null ? name : `${providerName}/${name}`;
  return { id, name, displayName, slug, service: provider.id };
}

function queryOf(url: string, isAnthropic: boolean): URLSearchParams {
  const start = url.indexOf('?');
  const query = new URLSearchParams(start === -1 ? '' : url.slice(start));
  if (!isAnthropic && !query.has('sort')) query.set('sort', 'name');
  return query;
}

const alive = ({ providers }: CompiledWorkspace, now: number): CompiledProvider[] =>
  [...providers.values()].filter(({ expiresAt }) => expiresAt === null || expiresAt > now);

/** The second header is an alias of the contract's (§1.5). */
function wantsCatalog({ headers }: Asked, node: ConfigNode): boolean {
  const asked = headers['x-portkey-fetch-integrated-models'] ?? headers['x-portkey-models-endpoint'];
  return asked === undefined ? saysSo(node) : asked === 'true';
}

function saysSo(node: ConfigNode): boolean {
  return node.fetchIntegratedModels || (node.kind === 'strategy' && node.targets.some(saysSo));
}

function leavesOf(node: ConfigNode): TargetNode[] {
  return node.kind === 'target' ? [node] : node.targets.flatMap(leavesOf);
}

/** null = a target takes whichever the request names. One that is gone or expired is left out beside others. */
function providersOf(leaves: readonly TargetNode[], request: Request): CompiledProvider[] | null {
  const found: CompiledProvider[] = [];
  let missing: GatewayError | null = null;
  for (const leaf of leaves) {
    try {
      if (leaf.passthrough) return null;
      found.push(resolveProvider(leaf, request));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      if (error.code === 'provider_not_chosen') return null;
      missing ??= error;
    }
  }
  if (found.length === 0 && missing !== null) throw missing;
  return found;
}

/** OpenAI's and Anthropic's fields side by side. Neither date is known: the epoch stands for that. */
function entry({ id, displayName, service }: Listed): object {
  const dates = { created: 0, created_at: new Date(0).toISOString() };
  return {
    id,
    object: 'model',
    type: 'model',
    display_name: displayName,
    owned_by: service,
    provider: service,
    ...dates,
  };
}
