/** Which models an integration allows, where, and at what price. Compiled for use per request. */
import { modelIdentity } from '../catalog/models.ts';
import { compileFactors, type OwnPrice } from '../catalog/own-prices.ts';
import type { CustomHeaders, IntegrationSecrets } from './custom-headers.ts';
import type { ModelEntry, Offer } from '../storage/ports/records/model-provisioning.ts';

export interface ModelRules {
  /** Some model may be refused. */
  readonly isRestricted: boolean;
  /** By any of its spellings. */
  allows(model: string): boolean;
  /** Models that an entry enables, as it writes them. */
  readonly named: readonly string[];
  /** Base URL for this model alone; null = the integration's. */
  hostOf(model: string): string | null;
  /** Further headers of this model alone; null = none. */
  headersOf(model: string): CustomHeaders | null;
  /** undefined = the published price. */
  priceOf(model: string): OwnPrice | undefined;
}

/** Of credentials that no integration holds. */
export const NO_RULES: ModelRules = {
  isRestricted: false,
  allows: () => true,
  named: [],
  hostOf: () => null,
  headersOf: () => null,
  priceOf: () => undefined,
};

/** `headers`: further ones of models, by their identity. */
export function compileModelRules(
  { models, priceMultipliers }: Pick<Offer, 'models' | 'priceMultipliers'>,
  headers: IntegrationSecrets['modelHeaders'] = {},
): ModelRules {
  const { allowAll, entries } = models;
  const isRestricted = !allowAll || entries.some(({ enabled }) => !enabled);
  if (entries.length === 0 && !isRestricted && priceMultipliers === null) return NO_RULES;
  const byIdentity = new Map(entries.map((entry) => [modelIdentity(entry.slug), entry]));
  const find = (model: string): ModelEntry | undefined => byIdentity.get(modelIdentity(model));
  const factors = priceMultipliers === null ? null : compileFactors(priceMultipliers);
  const prices = new Map(entries.map((entry) => [entry, ownPrice(entry, factors)]));
  const otherwise = factors === null ? undefined : { row: null, baseModel: null, factors };
  // Asked several times for each request: most integrations have none.
  const hasHeaders = Object.keys(headers).length > 0;
  return {
    isRestricted,
    allows: (model) => find(model)?.enabled ?? allowAll,
    named: entries.filter(({ enabled }) => enabled).map(({ slug }) => slug),
    hostOf: (model) => find(model)?.customHost ?? null,
    headersOf: hasHeaders
      ? (model) => (find(model)?.headerNames === undefined ? null : (headers[modelIdentity(model)] ?? null))
      : NO_RULES.headersOf,
    priceOf: (model) => {
      const entry = find(model);
      return entry === undefined ? otherwise : prices.get(entry);
    },
  };
}

function ownPrice({ price, baseModelSlug }: ModelEntry, factors: OwnPrice['factors']): OwnPrice | undefined {
  if (price === null && baseModelSlug === null && factors === null) return undefined;
  return { row: price, baseModel: baseModelSlug, factors };
}
