/** An estimated count of tokens, labelled as one, where no provider has reported it. */
import { inSlices } from '../../kernel/slices.ts';
import { estimateSlices } from '../../wire/estimate-tokens.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Admitted } from '../exchange.ts';
import type { Ending, Outcome } from '../outcome.ts';

/** Errors after which an estimate serves the client better: nothing in the request is wrong. */
const UNCOUNTED = new Set([403, 404, 405, 408, 424, 429, 501]);

/** Replaces a count that no provider could give. */
export async function countInstead(
  exchange: Admitted,
  outcome: Outcome,
  deps: Pick<GatewayDeps, 'nextTurn'>,
): Promise<void> {
  const { ending } = outcome;
  if (exchange.endpoint.counts === undefined || ending.kind !== 'error' || outcome.attempts.length === 0) return;
  const { status, code } = ending.error;
  if (code === 'shutting_down' || !(UNCOUNTED.has(status) || status >= 500)) return;
  const why = `the provider did not count them (${status})`;
  outcome.ending = await estimatedCount({ exchange, outcome, why }, deps);
}

interface Uncounted {
  exchange: Admitted;
  outcome: Outcome;
  why: string;
}

export async function estimatedCount(
  { exchange: { endpoint, document, notes }, outcome, why }: Uncounted,
  { nextTurn }: Pick<GatewayDeps, 'nextTurn'>,
): Promise<Ending> {
  const { counts } = endpoint;
  if (counts === undefined) throw new Error('The endpoint counts no tokens.');
  notes.push(`The count of tokens is an estimate from the bytes of the request: ${why}.`);
  outcome.last.counted = 'estimate';
  outcome.last.status = 200;
  const tokens = await inSlices(estimateSlices(document.bytes), nextTurn);
  return { kind: 'whole', status: 200, body: counts.write(tokens) };
}
