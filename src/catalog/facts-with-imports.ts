/** What is known of a model: what was imported and then the table of models say what the rows by hand do not. */
import type { ModelFacts } from '../wire/model-facts.ts';
import { importedModel } from './imported.ts';
import { factsFor } from './models.ts';
import { tableFacts } from './table-facts.ts';

export function factsWithImports(platform: string, name: string): ModelFacts {
  const facts = factsFor(platform, name);
  if (facts.maxOutputTokens !== null) return facts;
  const maxOutputTokens =
    importedModel(platform, name)?.maxOutputTokens ?? tableFacts(platform, name)?.maxOutputTokens ?? null;
  return maxOutputTokens === null ? facts : { ...facts, maxOutputTokens };
}
