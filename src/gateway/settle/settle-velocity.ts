/** Settle: counts the dollars of a session and of a key in the last minute; a subagent's request no longer runs. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import { spendWindow } from '../limits/velocity.ts';
import { nanoUsdOf, type Outcome } from '../outcome.ts';

export function settleVelocity({ paced }: Reached, { attempts }: Outcome, { spending }: GatewayDeps): void {
  if (!paced) return;
  const { goer, limits } = paced;
  const spent = attempts.reduce((sum, attempt) => sum + (nanoUsdOf(attempt) ?? 0), 0);
  for (const limit of limits) {
    spending.agents.leave(limit, goer);
    const window = spendWindow(limit, goer);
    if (window !== null && spent > 0) spending.rates.add(window, spent);
  }
}
