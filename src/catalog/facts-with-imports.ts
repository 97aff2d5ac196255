/** What is known of a model, with what was imported where the release does not say. */
import type { ModelFacts } from '../wire/model-facts.ts';
import { importedModel } from './imported.ts';
import { factsFor } from './models.ts';

export function factsWithImports(platform: string, name: string): ModelFacts {
  const facts = factsFor(platform, name);
  if (facts.maxOutputTokens !== null) return facts;
  const maxOutputTokens = importedModel(platform, name)?.maxOutputTokens ?? null;
  return maxOutputTokens === null ? facts : { ...facts, maxOutputTokens };
}
