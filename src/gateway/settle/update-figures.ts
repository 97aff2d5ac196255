/** Settle: updates the measurements of `least-latency` and `least-cost`. */
import { allMeters, tokensOf } from '../../wire/usage.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import { isHit, nanoUsdOf, type Outcome } from '../outcome.ts';
import { stateKey } from '../route/plan.ts';

/** Only an answer of an upstream says anything about it. */
export function updateFigures({ plan }: Reached, outcome: Outcome, { figures }: GatewayDeps): void {
  const { ending, last } = outcome;
  const { target, measured } = last;
  if (plan?.root.kind !== 'strategy' || target === null || measured === null || isHit(outcome.last.cacheStatus)) return;
  if (ending.kind !== 'whole' && ending.kind !== 'streamed') return;
  figures.record(stateKey(plan.scopes, target), {
    latencyMs: measured.firstByteElapsed === null ? null : measured.firstByteElapsed - measured.sentElapsed,
    costPer1kTokens: costPer1kTokens(outcome),
  });
}

/** Nano-dollars; null where price or usage are not known. */
function costPer1kTokens({ last: { answer } }: Outcome): number | null {
  const cost = nanoUsdOf(answer);
  if (answer === null || answer.usage === null || cost === null) return null;
  const tokens = tokensOf(allMeters(answer.usage));
  return tokens === 0 ? null : (cost * 1000) / tokens;
}
