/** Settle: caches a successful response. */
import { keepAnswer } from '../cache/answer-cache.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';

export function storeCache(exchange: Reached, outcome: Outcome, deps: GatewayDeps): void {
  keepAnswer(exchange, outcome, deps);
}
