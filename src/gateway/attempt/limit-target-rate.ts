/** Attempt: the rate limits of the provider and of policies. Throws GatewayError rate_limited. */
import type { GatewayDeps } from '../dependencies.ts';
import { targetLimits } from '../limits/applicable-limits.ts';
import { rateExceeded } from '../limits/limit-errors.ts';
import { claimOf, takeRates } from '../limits/take-rates.ts';
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
    const noteCounted = (): object => {
      for (const { place } of due) outcome.counted.add(place);
      return NOTHING;
    };
    const taken = takeRates(spending, { windows: due.map(claimOf), agents: [] }, (refusal) => {
      const rate = due[refusal.at];
      if (refusal.kind !== 'window' || rate === undefined) throw new Error('A limit refused that was not claimed.');
      return rateExceeded(rate, refusal.waitMs);
    });
    return taken === undefined ? noteCounted() : taken.then(noteCounted);
  },
};
