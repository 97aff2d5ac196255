/** Settle: caches a successful response. */
import { writeEntry } from '../cache/entry.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import { hasFailed } from '../guard/hooks.ts';
import { knownSecrets } from '../known-secrets.ts';
import { nanoUsdOf, type Outcome, type TargetOutcome } from '../outcome.ts';

/** A longer one would take too long to be written as events in one turn; no model writes as much. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Stores a stream as the message that it carried. Not awaited: the last byte does not depend on it. */
export function storeCache(exchange: Reached, outcome: Outcome, deps: GatewayDeps): void {
  if (outcome.last.cache === null || outcome.last.request === null) return;
  // Served from the cache it would be a success, without what the guardrail has said of it.
  if (hasFailed(outcome.hooks.output)) return;
  const whole = wholeAnswer(exchange, outcome);
  if (whole === null || whole.length > MAX_ANSWER_BYTES) return;
  if (repeatsItsKeys(whole, exchange, outcome)) {
    exchange.notes.push('The answer holds a key that it was asked with, so it was not cached.');
    return;
  }
  const head = { model: outcome.last.request.model, costNanoUsd: nanoUsdOf(outcome.last.answer) };
  put(outcome.last.cache, writeEntry(head, whole), deps).catch((error: unknown) => {
    deps.logger.warn('An answer could not be cached.', { id: exchange.id, error });
  });
}

/** Another caller is answered from the cache with other keys, so these would not be masked as secrets. */
function repeatsItsKeys(answer: Buffer, exchange: Reached, outcome: Outcome): boolean {
  return knownSecrets(exchange, outcome).forms.some((form) => answer.includes(form));
}

async function put(place: NonNullable<TargetOutcome['cache']>, entry: Buffer, deps: GatewayDeps): Promise<void> {
  const { key, question, maxAgeMs: ttlMs, semantic } = place;
  await deps.cache.put(key, entry, ttlMs);
  if (question !== null) await deps.cache.put(question, Buffer.from(key, 'latin1'), ttlMs);
  if (semantic !== null) await deps.semantic.remember({ ...semantic, key, ttlMs });
}

function wholeAnswer({ endpoint }: Reached, { ending, relayed }: Outcome): Buffer | null {
  if (ending.kind === 'whole') return ending.body;
  return ending.kind === 'streamed' ? (endpoint?.dialect.stream?.toWhole(relayed.bytes()) ?? null) : null;
}
