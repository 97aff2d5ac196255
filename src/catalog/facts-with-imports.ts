/** What is known of a model: what was imported and then the table of models say what the rows by hand do not. */
import type { ModelFacts } from '../wire/model-facts.ts';
import { importedModel } from './imported.ts';
import { factsFor } from './models.ts';
import { tableFacts } from './table-facts.ts';

export function factsWithImports(platform: string, name: string): ModelFacts {
  const facts = factsFor(platform, name);
  if (facts.maxOutputTokens !== null) return facts;
  const [imported, table] = [importedModel(platform, name), tableFacts(platform, name)];
  const maxOutputTokens = imported?.maxOutputTokens ?? table?.maxOutputTokens ?? null;
  const contextTokens = imported?.contextTokens ?? table?.contextTokens ?? null;
  return maxOutputTokens === null && contextTokens === null ? facts : { ...facts, maxOutputTokens, contextTokens };
}
