/** An estimated count of tokens, labelled as one, where no provider has reported it. */
import { estimateTokens } from '../../wire/estimate-tokens.ts';
import type { Admitted } from '../exchange.ts';
import type { Ending, Outcome } from '../outcome.ts';

/** Errors after which an estimate serves the client better: nothing in the request is wrong. */
const UNCOUNTED = new Set([403, 404, 405, 408, 424, 429, 501]);

/** Replaces a count that no provider could give. */
export function countInstead(exchange: Admitted, outcome: Outcome): void {
  const { ending } = outcome;
  if (exchange.endpoint.counts === undefined || ending.kind !== 'error' || outcome.attempts.length === 0) return;
  const { status, code } = ending.error;
  if (code === 'shutting_down' || !(UNCOUNTED.has(status) || status >= 500)) return;
  outcome.ending = estimatedCount(exchange, outcome, `the provider did not count them (${status})`);
}

export function estimatedCount({ endpoint, document, notes }: Admitted, outcome: Outcome, why: string): Ending {
  const { counts } = endpoint;
  if (counts === undefined) throw new Error('The endpoint counts no tokens.');
  notes.push(`The count of tokens is an estimate from the bytes of the request: ${why}.`);
  outcome.last.counted = 'estimate';
  outcome.last.status = 200;
  return { kind: 'whole', status: 200, body: counts.write(estimateTokens(document.bytes)) };
}
