/** Settle, step 2: what it cost, in integer nano-dollars. A model without a price is flagged, never free. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';

export function price(_exchange: Reached, outcome: Outcome, { catalog }: GatewayDeps): void {
  const { usage, target, request } = outcome;
  // An answer from the cache has its cost already: none.
  if (outcome.cost !== null || usage === null || target === null || request === null) return;
  const { provider, connection } = target.provider;
  const region = 'problem' in connection ? null : connection.region;
  outcome.cost = catalog.priceOf({ platform: provider.platform, model: request.model, region, usage });
}
