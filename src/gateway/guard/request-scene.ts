/** A request as guardrails are shown it, and what it becomes by what they change. */
import type { Placeholders } from '../../guardrails/placeholders.ts';
import type { Scene } from '../../guardrails/scene.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import type { TargetRequest } from '../attempt/target-request.ts';
import { checkPortsFor } from './check-ports.ts';
import { factsOf } from './request-facts.ts';
import { RequestWords } from './request-words.ts';

export type GuardedRequest = Pick<TargetRequest, 'exchange' | 'outcome' | 'deps' | 'target'>;

/** `placeholders`: by which masked values are named. */
export function requestScene(
  request: GuardedRequest,
  document: JsonDocument,
  placeholders: Placeholders,
): Scene<RequestWords> {
  const { deps, exchange } = request;
  const elapsed = () => deps.clock.elapsed();
  const { scanMemory: memory, nextTurn } = deps;
  const words = new RequestWords(document, exchange.endpoint.dialect, { memory, nextTurn, elapsed });
  return sceneWith(request, words, placeholders);
}

function sceneWith(request: GuardedRequest, words: RequestWords, placeholders: Placeholders): Scene<RequestWords> {
  const { outcome, deps, exchange } = request;
  return {
    side: 'input',
    conversation: words,
    request: factsOf(request, words.document),
    answer: null,
    ports: checkPortsFor(exchange, deps, outcome),
    elapsed: () => deps.clock.elapsed(),
    nextTurn: deps.nextTurn,
    changed: (change) => sceneWith(request, words.changed(change, placeholders), placeholders),
  };
}
