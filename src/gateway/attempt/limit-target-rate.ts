/** Attempt: the rate limits of the provider and of policies. Throws GatewayError rate_limited. */
import type { GatewayDeps } from '../dependencies.ts';
import { targetLimits } from '../limits/applicable-limits.ts';
import { rateExceeded } from '../limits/limit-errors.ts';
import type { Stage } from '../stage.ts';
import type { Begun } from './attempt-steps.ts';

const NOTHING = {};

/** Each attempt counts as a request to its provider, and once for each policy. */
export const limitTargetRate: Stage<Begun, object, GatewayDeps> = {
  name: 'limit-target-rate',
  run({ run: { exchange, target, outcome } }, { spending }) {
    if (exchange.route.endpoint.isFree) return NOTHING;
    const { rates } = targetLimits(exchange, target, spending);
    const due = rates.filter(({ owner, place }) => owner.kind !== 'policy' || !outcome.counted.has(place));
    for (const rate of due) {
      const waitMs = spending.rates.waitFor(rate, 1);
      if (waitMs !== 0) throw rateExceeded(rate, waitMs);
    }
    for (const rate of due) {
      outcome.counted.add(rate.place);
      if (rate.unit === 'requests') spending.rates.add(rate, 1);
    }
    return NOTHING;
  },
};
