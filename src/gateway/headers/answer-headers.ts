/** The headers of every response: the upstream's that may pass, and the contract's (contract#answer-headers). */
import type { Admitted, Reached } from '../exchange.ts';
import { maskText } from '../../kernel/secrets/mask.ts';
import { hideInternalAddresses } from '../../kernel/secrets/internal-addresses.ts';
import { knownSecrets } from '../known-secrets.ts';
import type { Outcome } from '../outcome.ts';
import { filterResponseHeaders } from './forwarded-headers.ts';

export function answerHeaders(
  exchange: Reached,
  outcome: Outcome,
  upstream: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const headers = filterResponseHeaders(upstream, outcome.last.target?.provider.provider.privateHeaders ?? []);
  maskValues(headers, exchange, outcome);
  headers['request-id'] = exchange.id;
  headers['x-portkey-trace-id'] = tracedAs(exchange, outcome);
  headers['x-portkey-cache-status'] = outcome.last.cacheStatus;
  headers['x-portkey-retry-attempt-count'] = String(outcome.last.retries);
  if (outcome.last.target !== null) {
    headers['x-portkey-provider'] = outcome.last.target.provider.provider.id;
    headers['x-portkey-last-used-option-index'] = outcome.last.target.path;
  }
  // A refusal has its own.
  if (outcome.ending.kind !== 'error') Object.assign(headers, outcome.spendHeaders);
  if (outcome.last.counted !== null) headers['x-tollgate-token-count'] = outcome.last.counted;
  const warning = warningOf(outcome);
  if (warning !== null) headers['x-tollgate-warning'] = warning;
  return headers;
}

/** Of an answer that had to be begun by a ping: what a retry or another target could still make untrue is left out. */
export function earlyHeaders(exchange: Admitted, outcome: Outcome): Record<string, string> {
  const { root } = exchange.plan;
  if (root.kind === 'target' && root.settings.retry === null) return answerHeaders(exchange, outcome);
  return { 'request-id': exchange.id, 'x-portkey-trace-id': tracedAs(exchange, outcome) };
}

/** As the log has it: a caller may have put a key into it. */
function tracedAs(exchange: Reached, outcome: Outcome): string {
  return maskText(exchange.trace.traceId, knownSecrets(exchange, outcome));
}

/** An upstream may send back what it was sent, and say where in the gateway's own network it is. */
function maskValues(headers: Record<string, string>, exchange: Reached, outcome: Outcome): void {
  const known = knownSecrets(exchange, outcome);
  for (const [name, value] of Object.entries(headers)) {
    const masked = hideInternalAddresses(maskText(value, known));
    if (masked !== value) headers[name] = masked;
  }
}

const MAX_WARNING_CHARACTERS = 1024;

/** What was bridged away or changed on the way to the upstream: never in silence. */
function warningOf({ last: { request } }: Outcome): string | null {
  if (request === null || request.notes.length === 0) return null;
  const text = request.notes.join('; ').replace(/[^\x20-\x7e]/g, '?');
  return text.slice(0, MAX_WARNING_CHARACTERS);
}
