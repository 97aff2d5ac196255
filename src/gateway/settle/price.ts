/** Settle: prices every attempt, in integer nano-dollars. What has no price is flagged, never free. */
import type { NanoDollars } from '../../kernel/ids.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';

const MAY_BE_BILLED = 'no usage came back after the request was sent; the provider may bill it';

const OWN_PRICES = 'The integration sets prices of its own: the cost is by those.';

/** Whatever became of an answer: what the upstream has counted, it bills. */
export function price({ route, notes }: Reached, { attempts }: Outcome, { catalog }: GatewayDeps): void {
  for (const attempt of attempts) {
    const { target, record, usage, mayBeBilled } = attempt;
    if (route.endpoint.isFree) attempt.cost = { costNanoUsd: 0 as NanoDollars };
    if (attempt.cost === null && usage === null && mayBeBilled) attempt.cost = { unpriced: MAY_BE_BILLED };
    if (attempt.cost !== null || usage === null) continue;
    const { provider, connection } = target.provider;
    const region = connection.ok ? connection.value.region : null;
    const own = target.provider.models.priceOf(target.model);
    if (own !== undefined && !notes.includes(OWN_PRICES)) notes.push(OWN_PRICES);
    const used = { platform: provider.platform, model: record.model, region, usage, own };
    const cost = catalog.priceOf(used);
    attempt.cost = 'unpriced' in cost ? cost : { ...cost, lines: catalog.priceLines(used) };
  }
}
