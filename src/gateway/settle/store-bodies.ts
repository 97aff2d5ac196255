/** Settle: stores the bodies. Storing the request's began when it was sent upstream. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import { knownSecrets } from '../known-secrets.ts';
import { keep, keepRequestBody, keepsBodies, MAX_KEPT_BYTES, ONLY_BEGINNING } from '../bodies/keep-body.ts';
import type { Outcome } from '../outcome.ts';

export function storeBodies(exchange: Reached, outcome: Outcome, deps: GatewayDeps): void {
  keepRequestBody(exchange, outcome, deps);
  if (keepsBodies(exchange, deps)) {
    const whole = outcome.ending.kind === 'whole' ? outcome.ending.body : outcome.relayed.bytes();
    const kept = exchange.endpoint?.keptAnswer(whole) ?? whole;
    if (kept.length > MAX_KEPT_BYTES) exchange.notes.push(ONLY_BEGINNING);
    const body = withPlaceholders(kept.subarray(0, MAX_KEPT_BYTES), outcome);
    outcome.responseBody = keep(exchange, deps, { body, boundaries: [], secrets: knownSecrets(exchange, outcome) });
  }
  outcome.relayed.clear();
}

/** What a guardrail masked on the way out and put back on the way in stays masked where it is stored. */
function withPlaceholders(answer: Buffer, { hooks: { placeholders } }: Outcome): Buffer {
  return placeholders.hasRestored ? Buffer.from(placeholders.hide(answer.toString('utf8'))) : answer;
}
