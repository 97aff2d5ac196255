/** Settle, step 1: what was used. A stream's usage was read while it passed; a whole answer's is read here. */
import { readUsage } from '../../wire/dialects/anthropic-messages/read-usage.ts';
import { readEmbeddingsUsage } from '../../wire/dialects/openai-embeddings/answers.ts';
import { readMember, scanDocument } from '../../wire/json-edit.ts';
import { emptyUsage } from '../../wire/usage.ts';
import type { Reached } from '../exchange.ts';
import { isHit, type Outcome } from '../outcome.ts';

export function countUsage(exchange: Reached, outcome: Outcome): void {
  if (outcome.ending.kind !== 'whole' || exchange.route.operation === 'messagesCountTokens') return;
  if (exchange.route.operation === 'listModels' || isHit(outcome.cacheStatus)) return;
  if (exchange.route.operation === 'embed') {
    outcome.usage = readEmbeddingsUsage(outcome.ending.body);
    return;
  }
  const reported = readMember(scanDocument(outcome.ending.body), 'usage');
  if (reported === undefined) return;
  outcome.usage = emptyUsage();
  readUsage(outcome.usage, reported);
}
