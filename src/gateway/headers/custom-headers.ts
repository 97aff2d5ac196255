/** Headers that the integration of a target, or its model there, adds to what goes upstream (contract#model-catalog). */
import type { CustomHeaders } from '../../routing/custom-headers.ts';
import type { Target } from '../route/plan.ts';

const NONE: CustomHeaders = {};

/** By lower-case name. Those of the model go before those of the integration. */
export function customHeaders({ provider, model }: Pick<Target, 'provider' | 'model'>): CustomHeaders {
  const { connection, models } = provider;
  const own = connection.ok ? connection.value.customHeaders : undefined;
  const ofModel = models.headersOf(model);
  return ofModel === null ? (own ?? NONE) : { ...own, ...ofModel };
}
