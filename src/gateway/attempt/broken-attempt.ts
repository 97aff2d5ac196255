/** The attempt that a broken connection ended, where the request goes out on another one at once. */
import { roundMs } from '../../kernel/clock.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Attempt } from '../outcome.ts';
import type { Begun, Built, Reserved } from './attempt-steps.ts';

/** Its price is not known: the upstream may have had the request. What budgets hold stays with the attempt that follows. */
export function brokenAttempt(
  { run, lane, waitMs, startedElapsed }: Begun & Reserved & Built,
  deps: GatewayDeps,
): Attempt {
  const { exchange, target } = run;
  return {
    record: {
      target: target.path,
      provider: target.provider.slug ?? target.provider.name,
      model: lane.request.model,
      status: 0,
      reason: 'connection_lost',
      wait_ms: waitMs,
      started_ms: roundMs(startedElapsed - exchange.arrivedElapsed),
      duration_ms: roundMs(deps.clock.elapsed() - startedElapsed),
      upstream_request_id: null,
      span_id: deps.newSpanId(),
    },
    target,
    usage: null,
    mayBeBilled: true,
    stopReason: null,
    cost: null,
    hold: null,
  };
}
