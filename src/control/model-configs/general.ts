/** What is known of a model beside its price. Public. */
import { importedModel, type ImportedModel } from '../../catalog/imported.ts';
import { factsWithImports } from '../../catalog/facts-with-imports.ts';
import { listModels, modelIdentity } from '../../catalog/models.ts';

/** `platform` as in the catalog; null = neither the catalog nor an import lists it there. */
export function describeModel(platform: string, model: string): object | null {
  const found = listModels(platform).find(({ id }) => modelIdentity(id) === modelIdentity(model));
  const imported = importedModel(platform, model);
  if (found === undefined && imported === null) return null;
  const { maxOutputTokens } = factsWithImports(platform, found?.id ?? model);
  const { id, displayName, makes } = found ?? { id: model, displayName: model, makes: 'messages' };
  return {
    id,
    name: displayName,
    type: { primary: makes === 'embeddings' ? 'embedding' : 'chat' },
    params: maxOutputTokens === null ? [] : [{ key: 'max_tokens', maxValue: maxOutputTokens }],
    ...(imported === null ? {} : told(imported)),
  };
}

function told({ contextTokens, modalities, capabilities, deprecatedOn }: ImportedModel): object {
  return { context_window: contextTokens, modalities, capabilities, deprecation_date: deprecatedOn };
}
