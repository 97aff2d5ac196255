/** Counts a request in rates and among subagents, or throws what the caller is told. */
import type { CompiledRate } from '../../routing/compiled-limits.ts';
import type { RateClaims, RateRefusal, WindowClaim } from '../../storage/ports/rates.ts';
import type { GatewayError } from '../../kernel/errors.ts';
import { ratesUnavailable } from './limit-errors.ts';
import type { Spending } from './spending.ts';

/** Requests count when they are admitted; tokens once they are known: a rate of tokens refuses while it is used up. */
export function claimOf(rate: CompiledRate): WindowClaim {
  const { place, windowMs, value, listedUnder } = rate;
  const amount = rate.unit === 'requests' ? 1 : 0;
  return { place, windowMs, value, amount, ...(listedUnder === undefined ? {} : { listedUnder }) };
}

/** Throws `GatewayError` as `told` words it, or rates_unavailable. At once where the engine needs no other process. */
export function takeRates(
  { rates }: Pick<Spending, 'rates'>,
  claims: RateClaims,
  told: (refusal: RateRefusal) => GatewayError,
): void | Promise<void> {
  if (claims.windows.length === 0 && claims.agents.length === 0) return undefined;
  const throwRefusal = (refusal: RateRefusal | null): void => {
    if (refusal !== null) throw told(refusal);
  };
  const taken = rates.take(claims);
  if (!(taken instanceof Promise)) return throwRefusal(taken);
  return taken.then(throwRefusal, (error: unknown) => {
    throw ratesUnavailable(error);
  });
}
