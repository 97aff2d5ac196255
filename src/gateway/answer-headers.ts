/** The headers of every answer: the upstream's own as far as they may pass, and the contract's (§1.6). */
import type { Admitted, Reached } from './exchange.ts';
import type { Outcome } from './outcome.ts';
import { filterResponseHeaders } from './send/headers.ts';

export function answerHeaders(
  exchange: Reached,
  outcome: Outcome,
  upstream: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    ...filterResponseHeaders(upstream),
    'request-id': exchange.id,
    'x-portkey-trace-id': exchange.trace.traceId,
    'x-portkey-cache-status': outcome.cacheStatus,
    'x-portkey-retry-attempt-count': String(outcome.retries),
    ...warnings(outcome),
    ...(outcome.target === null
      ? {}
      : {
          'x-portkey-provider': outcome.target.provider.provider.id,
          'x-portkey-last-used-option-index': outcome.target.path,
        }),
  };
}

/** Of an answer that had to be begun by a ping: what a retry or another target could still make untrue is left out. */
export function earlyHeaders(exchange: Admitted, outcome: Outcome): Record<string, string> {
  const { root } = exchange.plan;
  if (root.kind === 'target' && root.settings.retry === null) return answerHeaders(exchange, outcome);
  return { 'request-id': exchange.id, 'x-portkey-trace-id': exchange.trace.traceId };
}

const MAX_WARNING_CHARACTERS = 1024;

/** What was bridged away or changed on the way to the upstream: never in silence. */
function warnings({ request }: Outcome): Record<string, string> {
  if (request === null || request.notes.length === 0) return {};
  const text = request.notes.join('; ').replace(/[^\x20-\x7e]/g, '?');
  return { 'x-tollgate-warning': text.slice(0, MAX_WARNING_CHARACTERS) };
}
