/** Settle: stores the bodies. Storing the request's began when it was sent upstream. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import { keepRequestBody, keepResponseBody } from '../bodies/keep-body.ts';
import type { Outcome } from '../outcome.ts';

export function storeBodies(exchange: Reached, outcome: Outcome, deps: GatewayDeps): void {
  keepRequestBody(exchange, outcome, deps);
  keepResponseBody(exchange, outcome, deps);
}
