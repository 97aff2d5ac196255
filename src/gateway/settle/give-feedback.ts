/** Settle: rates the request's trace as its guardrails want it (`on_success`, `on_fail`). */
import { ratingOf, ratingsOf } from '../guard/hooks.ts';
import type { HookResult } from '../../guardrails/result.ts';
import { maskText } from '../../kernel/secrets/mask.ts';
import { knownSecrets } from '../known-secrets.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';
import { workspaceOf } from '../snapshot/snapshot.ts';

export function giveFeedback(exchange: Reached, outcome: Outcome, { clock, giveFeedback: give }: GatewayDeps): void {
  const { hooks, last } = outcome;
  const { caller, snapshot, trace, requestedModel } = exchange;
  const workspace = caller === undefined ? null : workspaceOf(snapshot, caller);
  if (caller === undefined || workspace === null) return;
  const model = last.request?.model ?? last.cachedModel ?? requestedModel ?? null;
  const rate = (feedback: NonNullable<HookResult['feedback']>): void =>
    give({
      organisationId: caller.organisationId,
      workspaceId: workspace.id,
      traceId: trace.traceId,
      ...feedback,
      value: Math.round(feedback.value),
      model: model === null ? null : nameOf(maskText(model, knownSecrets(exchange, outcome))),
      apiKeyId: caller.id,
      createdAt: clock.now(),
    });
  for (const feedback of ratingsOf(hooks)) rate(feedback);
  // An asynchronous guardrail may end after the request.
  hooks.onLate = (result) => {
    const feedback = ratingOf(result);
    if (feedback !== null) rate(feedback);
  };
}

/** A caller may write any text: ratings wait in memory, and no text of PostgreSQL holds a NUL. */
const nameOf = (model: string): string => model.slice(0, MAX_NAME_CHARACTERS).replaceAll('\0', '');
const MAX_NAME_CHARACTERS = 256;
