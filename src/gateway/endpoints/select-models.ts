/** The query of `GET /v1/models`: which models, in which order, and which page. */
import { GatewayError } from '../../kernel/errors.ts';
import type { CatalogModel } from './endpoint.ts';

/** One line of the list, by what it may be filtered and sorted by. */
export interface ListableModel {
  /** As the answer names it. */
  id: string;
  /** The same without `@slug/`. */
  name: string;
  /** null = credentials that are saved nowhere. */
  slug: string | null;
  /** The provider's id, as `vertex-ai`; the contract calls it the AI service. */
  service: string;
}

/** The same with what the answer says of it. */
export interface Listed extends ListableModel {
  displayName: string;
  model: CatalogModel;
}

export interface ModelPage<Model> {
  models: readonly Model[];
  /** There are more in the direction in which the caller pages. */
  hasMore: boolean;
}

type Key = (model: ListableModel) => string;

/** contract#listing-models. */
const SORT_KEYS = {
  name: ({ name }) => name,
  provider: ({ slug }) => slug ?? '',
  ai_service: ({ service }) => service,
} satisfies Record<string, Key>;

/**
 * `ai_service`, `provider` (a saved one's slug, or an id as `ai_service`), `sort`, `order`, `limit` and `offset` are the
 * contract's (contract#listing-models), `after_id` and `before_id` Anthropic's; others are ignored. Without `sort` and `order` the models stay
 * in the order given, without `limit` the page is the whole list. Throws GatewayError for a value that cannot be one.
 */
export function selectModels<Model extends ListableModel>(
  models: readonly Model[],
  query: URLSearchParams,
): ModelPage<Model> {
  const wanted = models.filter(filterOf(query));
  // Where names are bare, several providers may have the same.
  const distinct = [...new Map(wanted.map((model) => [model.id, model])).values()];
  return page(sorted(distinct, query), query);
}

function filterOf(query: URLSearchParams): (model: ListableModel) => boolean {
  const service = query.get('ai_service');
  const provider = query.get('provider')?.replace(/^@/, '') ?? null;
  return (model) =>
    (service === null || model.service === service) &&
    (provider === null || model.slug === provider || model.service === provider);
}

function sorted<Model extends ListableModel>(models: Model[], query: URLSearchParams): Model[] {
  const sort = choiceOf(query, 'sort', ['name', 'provider', 'ai_service'] as const);
  const order = choiceOf(query, 'order', ['asc', 'desc'] as const);
  if (sort === null && order === null) return models;
  const keys: readonly Key[] = [SORT_KEYS[sort ?? 'name'], SORT_KEYS.name, ({ id }) => id];
  const direction = order === 'desc' ? -1 : 1;
  return models.toSorted((a, b) => direction * compareBy(keys, a, b));
}

function compareBy(keys: readonly Key[], a: ListableModel, b: ListableModel): number {
  for (const key of keys) {
    if (key(a) !== key(b)) return key(a) < key(b) ? -1 : 1;
  }
  return 0;
}

function page<Model extends ListableModel>(models: readonly Model[], query: URLSearchParams): ModelPage<Model> {
  const limit = numberOf(query, 'limit', 1) ?? models.length;
  const before = placeOf(models, query, 'before_id');
  if (before !== null) {
    const start = Math.max(0, before - limit);
    return { models: models.slice(start, before), hasMore: start > 0 };
  }
  const after = placeOf(models, query, 'after_id');
  const start = (after === null ? 0 : after + 1) + (numberOf(query, 'offset', 0) ?? 0);
  return { models: models.slice(start, start + limit), hasMore: start + limit < models.length };
}

function placeOf(models: readonly ListableModel[], query: URLSearchParams, name: string): number | null {
  const wanted = query.get(name);
  if (wanted === null) return null;
  const place = models.findIndex(({ id }) => id === wanted);
  if (place === -1) throw refused(name, 'an id of this list', wanted);
  return place;
}

function numberOf(query: URLSearchParams, name: string, least: number): number | null {
  const text = query.get(name);
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw refused(name, `a whole number from ${least}`, text);
}

function choiceOf<Choice extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly Choice[],
): Choice | null {
  const text = query.get(name);
  if (text === null) return null;
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw refused(name, `one of ${choices.join(', ')}`, text);
}

function refused(name: string, expected: string, text: string): GatewayError {
  return new GatewayError('invalid_request', `${name}: expected ${expected}, got "${text.slice(0, 100)}".`);
}
