/** Admit: enforces the rate limits of the key, its user, the workspace and the organisation. Before the body is read. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authenticated, Authorized } from '../exchange.ts';
import { callerLimits } from '../limits/applicable-limits.ts';
import { rateExceeded } from '../limits/limit-errors.ts';
import type { Stage } from '../stage.ts';

const NOTHING = {};

/** Requests count here, tokens once they are known: a rate of tokens refuses while it is used up. */
export const limitRate: Stage<Arrived & Authenticated & Authorized, object, GatewayDeps> = {
  name: 'limit-rate',
  run(exchange, { spending }) {
    const { isFree, isCounted } = exchange.route.endpoint;
    if (isFree && isCounted !== true) return NOTHING;
    const { rates } = callerLimits(exchange);
    for (const rate of rates) {
      const waitMs = spending.rates.waitFor(rate, 1);
      if (waitMs !== 0) throw rateExceeded(rate, waitMs);
    }
    for (const rate of rates) if (rate.unit === 'requests') spending.rates.add(rate, 1);
    return NOTHING;
  },
};
