/**
 * Results of guardrails in a stream (contract#guardrails), in the dialects that have an event for them: only where the client or
 * the config says `strict_open_ai_compliance: false`. Nobody else gets an event that the answer's dialect does not have.
 */
import type { Admitted } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';

type Exchange = Pick<Admitted, 'endpoint' | 'stream'>;

/** Before the first event of the answer: what guardrails of the request have said. null = nothing is sent. */
export function resultsBefore(exchange: Exchange, outcome: Outcome): Buffer | null {
  const { input } = outcome.hooks;
  return input.length === 0 ? null : eventOf(exchange, outcome, { before_request_hooks: input });
}

/** After the last one: what guardrails of the answer have said. null = nothing is sent. */
export function resultsAfter(exchange: Exchange, outcome: Outcome): Buffer | null {
  const { output } = outcome.hooks;
  return output.length === 0 ? null : eventOf(exchange, outcome, { after_request_hooks: output });
}

function eventOf({ endpoint, stream }: Exchange, { last }: Outcome, results: Record<string, unknown>): Buffer | null {
  if (!stream || last.target?.settings.isStrict !== false) return null;
  return endpoint.dialect.stream?.hookResults?.(results) ?? null;
}
