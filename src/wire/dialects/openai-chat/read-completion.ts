/** What a whole answer of Chat Completions says of itself. */
import { isObject, type JsonObject } from '../../json/object.ts';
import { readMarked } from '../../json/read-marked.ts';
import { emptyUsage, readTerm, tellsUsage, type Usage, requireTotals } from '../../usage.ts';
import type { AnswerFacts } from '../dialect.ts';
import { readUsage } from './read-usage.ts';

/** Read at its top level alone. Something that is no answer may still have been counted, and then it is billed. */
export function readCompletion(body: Buffer): AnswerFacts {
  const { isAnswer, read } = readMarked(body, { key: 'choices', json: null });
  const choices = read('choices');
  const isCompletion = isAnswer && Array.isArray(choices);
  const usage = emptyUsage();
  const told = { model: read('model'), usage: read('usage'), service_tier: read('service_tier') };
  readServed(usage, told);
  if (isCompletion) requireTotals(usage);
  return {
    isAnswer: isCompletion,
    usage: isCompletion || tellsUsage(usage) ? usage : null,
    stopReason: isCompletion ? firstReason(choices) : null,
  };
}

/** The model that answered, the tier that it ran in, and what it used. */
export function readServed(usage: Usage, { model, service_tier: tier, usage: reported }: JsonObject): void {
  if (typeof model === 'string' && model !== '') usage.model = model;
  readTerm(usage, 'service_tier', { value: tier, path: 'service_tier' });
  readUsage(usage, reported);
}

function firstReason(choices: readonly unknown[]): string | null {
  for (const choice of choices) {
    if (isObject(choice) && typeof choice['finish_reason'] === 'string') return choice['finish_reason'];
  }
  return null;
}
