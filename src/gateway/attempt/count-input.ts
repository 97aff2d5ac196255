/**
 * How many tokens the input of an attempt is, by the provider's own free count: asked near the end of a budget, where a bound by
 * bytes would refuse what can be paid. One more request through the whole pipeline, with a log row of its own.
 */
import { applyEdits } from '../../wire/json/edit.ts';
import { readTokenCount } from '../../wire/token-count.ts';
import { OwnClient } from '../own-client.ts';
import { ownRequest } from '../own-request.ts';
import type { AttemptedTarget } from './target-request.ts';

/** A body of fewer tokens is bounded by its bytes closely enough. */
const LEAST_TOKENS = 4000;
const TOTAL_MS = 3000;
/** Vendors call their count an estimate; Anthropic's page on token counting says that a bill may differ by a little. */
const MARGIN = 1.02;
const MARGIN_TOKENS = 100;

/** The most tokens that the input is; null = the provider has not said. `bound`: what it is known to be at most. Never rejects. */
export async function countInput(run: AttemptedTarget, bound: number): Promise<number | null> {
  const { exchange, connection, document, target, deps } = run;
  const { countedBy } = exchange.endpoint;
  const { slug } = target.provider;
  const isCounted = (connection.counts?.(target.model) ?? []).length > 0;
  if (countedBy === undefined || slug === null || !isCounted || bound < LEAST_TOKENS) return null;
  const model = JSON.stringify(`@${slug}/${target.model}`);
  const asked = Buffer.concat(applyEdits(document, [{ type: 'set', key: 'model', json: model }]));
  const client = new OwnClient(asked);
  const request = {
    endpoint: countedBy,
    client,
    timeoutMs: TOTAL_MS,
    forwarded: ['x-portkey-metadata', 'anthropic-beta'],
    spanName: 'count tokens',
    note: 'Asked near the end of a budget.',
    // They have seen this input before.
    isOfGuardrail: true,
  } as const;
  try {
    await deps.handleOwn(ownRequest(exchange, request, deps));
    const counted = readTokenCount(client.answered());
    return counted === null ? null : Math.ceil(counted.tokens * MARGIN) + MARGIN_TOKENS;
  } catch {
    // Its log row says why.
    return null;
  }
}
