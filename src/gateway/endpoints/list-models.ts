/** Answers `GET /v1/models` and `/v1/models/{id}` from the workspace's providers and the catalog, in a shape that clients of OpenAI and Anthropic read, or in Google's. */
import { sameSpelling } from '../../catalog/model-spellings.ts';
import { modelIdentity } from '../../catalog/models.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { anthropicErrors } from '../../wire/dialects/anthropic-messages/index.ts';
import { gemini } from '../../wire/dialects/gemini/index.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import { contractErrors } from './contract-errors.ts';
import type { CatalogModel, LocalCall, LocalDeps, LocalEndpoint } from './endpoint.ts';
import { geminiModel, geminiModelList } from './gemini-model-list.ts';
import { chooseConfig } from '../route/choose-config.ts';
import { leavesOf, nodesOf, type ConfigNode, type TargetNode } from '../../routing/parse.ts';
import { splitModel } from '../../routing/model-string.ts';
import { resolveProvider, type Caller } from '../route/plan.ts';
import { selectModels, type Listed } from './select-models.ts';
import type { CompiledProvider } from '../../routing/compiled-provider.ts';
import type { CompiledWorkspace } from '../snapshot/snapshot.ts';

export const models: LocalEndpoint = {
  kind: 'local',
  operation: 'listModels',
  method: 'GET',
  path: '/v1/models',
  scopes: ['models.list', 'completions.write', 'virtual_keys.list'],
  isFree: true,
  match(path) {
    if (LIST.test(path)) return { raw: null, notes: [] };
    const modelId = modelIn(path);
    return modelId === null ? null : { raw: null, modelId, notes: [] };
  },
  errorsFor(headers) {
    if (isGoogle(headers)) return gemini.errors;
    return headers['anthropic-version'] === undefined ? contractErrors : anthropicErrors;
  },
  async answer(asked, deps) {
    const providers = [...asked.workspace.providers.values()];
    await deps.catalog.prepareModels(new Set(providers.map(({ provider }) => provider.platform)));
    return asked.route.modelId === undefined ? listModels(asked, deps) : describeModel(asked, deps);
  },
};

/** Google's clients call it by the version of their API, which is `v1` too. */
const LIST = /^\/v1(?:beta|alpha)?\/models$/;

const isGoogle = (headers: RequestHeaders): boolean => headers['x-goog-api-key'] !== undefined;

/** A call of a model, by Google's path: it is asked for with POST. */
const CALL = /:(?:\w+Content|countTokens|\w+EmbedContents|predict\w*)$/;

/** `@slug/model` comes as it is, or with `@` and `/` escaped. null = no such path. */
function modelIn(path: string): string | null {
  const [, encoded] = CALL.test(path) ? [] : (/^\/v1(?:beta|alpha)?\/models\/(.+)$/.exec(path) ?? []);
  try {
    return encoded === undefined ? null : decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

/**
 * Those of the providers that header or config refer to, or of all of the workspace's that have not expired where they
 * leave it open. No upstream is called. Ids are `@slug/model`, which is what a request needs; bare for the providers referred
 * to, as their own list would be, unless `fetch_integrated_models` selects the catalog's. Clients of Anthropic's API, Claude
 * Code above all, get bare ids, of models that answer messages only, the newest first; others get all, sorted by name
 * (contract#listing-models). Throws GatewayError as a request for a model would, and for a query that cannot be.
 */
export function listModels(asked: LocalCall, deps: LocalDeps): string {
  const { offered, isBare } = offer(asked, deps);
  const listed = offered.map((one) => nameIn(one, isBare));
  if (isGoogle(asked.headers)) return geminiModelList(listed, asked.url);
  const page = selectModels(listed, queryOf(asked.url, isAnthropic(asked)));
  return JSON.stringify({
    object: 'list',
    data: page.models.map(entry),
    has_more: page.hasMore,
    first_id: page.models.at(0)?.id ?? null,
    last_id: page.models.at(-1)?.id ?? null,
  });
}

/**
 * One of the same models, whichever way the list would name it: by its bare name, or as `@slug/model`. Another spelling of a
 * name (a date, an alias) is answered with the one in the list. Throws GatewayError model_not_found.
 */
export function describeModel(asked: LocalCall, deps: LocalDeps): string {
  const { modelId = '' } = asked.route;
  const { slug, model: wanted } = splitModel(modelId);
  const found = offer(asked, deps).offered.find(({ provider: { slug: own, provider }, model }) => {
    if (slug !== null && slug !== own) return false;
    const onPlatform = (name: string): string | null => deps.catalog.factsFor(provider.platform, name).platformId;
    const meant = onPlatform(wanted);
    return sameSpelling(wanted) === sameSpelling(model.id) || (meant !== null && meant === onPlatform(model.id));
  });
  const write = isGoogle(asked.headers) ? geminiModel : entry;
  if (found !== undefined) return JSON.stringify(write(nameIn(found, slug === null)));
  throw new GatewayError('model_not_found', `model: "${modelId.slice(0, 200)}" is none that this key can list.`, {
    hint: 'GET /v1/models lists them.',
  });
}

const isAnthropic = ({ headers }: LocalCall): boolean => headers['anthropic-version'] !== undefined;

interface Offered {
  provider: CompiledProvider;
  model: CatalogModel;
}

/** What each provider has, and whether the list names it without its provider. */
function offer(asked: LocalCall, { catalog, inline, clock }: LocalDeps): { offered: Offered[]; isBare: boolean } {
  const { caller, workspace, snapshot, headers } = asked;
  const { node } = chooseConfig({ caller, workspace, headers }, inline);
  const now = clock.now();
  const request = { workspace, snapshot, headers, requestedModel: null, inline, now };
  const referred = providersOf(leavesOf(node), request);
  const offered = [...(referred ?? usable(workspace, now))].flatMap((provider) =>
    modelsOf(provider, catalog)
      .filter(({ makes }) => makes === 'messages' || !isAnthropic(asked))
      .filter(({ endsOn }) => typeof endsOn !== 'string' || Date.parse(endsOn) > now)
      .map((model) => ({ provider, model })),
  );
  return { offered, isBare: (referred !== null && !wantsCatalog(asked, node)) || isAnthropic(asked) };
}

/** What of the catalog the integration allows, and what it names beside it. */
function modelsOf({ provider, models: rules }: CompiledProvider, catalog: LocalDeps['catalog']): CatalogModel[] {
  const known = catalog.listModels(provider.platform);
  const identities = new Set(known.map(({ id }) => modelIdentity(id)));
  const others = rules.named.filter((slug) => !identities.has(modelIdentity(slug)));
  return [
    ...known.filter(({ id }) => rules.allows(id)),
    ...others.map((slug) => ({ id: slug, displayName: slug, makes: 'messages' })),
  ];
}

function nameIn({ provider: { slug, name: providerName, provider }, model }: Offered, isBare: boolean): Listed {
  const { id: name, displayName } = model;
  const id = isBare || slug === null ? name : `${providerName}/${name}`;
  return { id, name, displayName, slug, service: provider.id, model };
}

function queryOf(url: string, isNewestFirst: boolean): URLSearchParams {
  const start = url.indexOf('?');
  const query = new URLSearchParams(start === -1 ? '' : url.slice(start));
  if (!isNewestFirst && !query.has('sort')) query.set('sort', 'name');
  return query;
}

const usable = ({ providers }: CompiledWorkspace, now: number): CompiledProvider[] =>
  [...providers.values()].filter(
    ({ expiresAt, connection }) => (expiresAt === null || expiresAt > now) && connection.ok,
  );

/** The second header is an alias of the contract's (contract#request-headers). */
function wantsCatalog({ headers }: LocalCall, node: ConfigNode): boolean {
  const asked = headers['x-portkey-fetch-integrated-models'] ?? headers['x-portkey-models-endpoint'];
  return asked === undefined ? nodesOf(node).some((one) => one.fetchIntegratedModels) : asked === 'true';
}

/** null = a target takes whichever the request names. One that is gone or expired is left out beside others. */
function providersOf(leaves: readonly TargetNode[], request: Caller): CompiledProvider[] | null {
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

/** OpenAI's and Anthropic's fields side by side, then the catalog's. A name without the date of a snapshot has the epoch. */
function entry({ id, displayName, service, model }: Listed): object {
  const created = snapshotOf(model.id);
  const dates = { created: created / 1000, created_at: new Date(created).toISOString() };
  return {
    id,
    object: 'model',
    type: 'model',
    display_name: displayName,
    owned_by: service,
    provider: service,
    ...dates,
    context_window: model.contextTokens,
    max_output_tokens: model.maxOutputTokens,
    modalities: model.modalities,
    capabilities: model.capabilities,
    deprecation_date: model.endsOn,
  };
}

/** ms: `gpt-4o-2024-08-06` and `claude-haiku-4-5-20251001` say the day themselves; 0 = the name has none. */
function snapshotOf(name: string): number {
  const [, year, month, day] = /[-@](20\d{2})-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)/.exec(name) ?? [];
  return year === undefined ? 0 : Date.UTC(Number(year), Number(month) - 1, Number(day));
}
