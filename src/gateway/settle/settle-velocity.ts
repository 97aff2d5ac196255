/** Settle: counts the dollars of a session and of a key in the last minute; a subagent's request no longer runs. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import { spendWindow } from '../limits/velocity.ts';
import { nanoUsdOf, type Outcome } from '../outcome.ts';

export function settleVelocity(
  { paced }: Reached,
  { attempts }: Outcome,
  { spending: { rates } }: GatewayDeps,
): void | Promise<void> {
  if (!paced) return undefined;
  const { goer, limits, agents } = paced;
  const spent = attempts.reduce((sum, attempt) => sum + (nanoUsdOf(attempt) ?? 0), 0);
  const windows = limits.flatMap((limit) => spendWindow(limit, goer) ?? []);
  const waits = [
    agents.length === 0 ? undefined : rates.leave(agents),
    windows.length === 0 || spent === 0 ? undefined : rates.add(windows.map((window) => ({ window, amount: spent }))),
  ].filter((wait) => wait instanceof Promise);
  return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
}
