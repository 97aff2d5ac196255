/** Settle: remembers how many tokens a provider has counted, for the next request that is the same. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';

export function rememberCount({ endpoint }: Reached, outcome: Outcome, { tokenCounts }: GatewayDeps): void {
  const { ending, last } = outcome;
  if (endpoint?.counts === undefined || ending.kind !== 'whole' || ending.status !== 200) return;
  last.counted ??= 'provider';
  if (last.counted === 'provider' && last.countKey !== null) tokenCounts.set(last.countKey, ending.body);
}
