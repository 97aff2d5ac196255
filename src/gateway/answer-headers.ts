/** The headers of every answer: the upstream's own as far as they may pass, and the contract's (§1.6). */
import type { Reached } from './exchange.ts';
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
    'x-portkey-cache-status': 'DISABLED',
    'x-portkey-retry-attempt-count': '0',
    ...(outcome.target === null
      ? {}
      : {
          'x-portkey-provider': outcome.target.provider.provider.id,
          'x-portkey-last-used-option-index': outcome.target.path,
        }),
  };
}
