/** What is known of a model beside its price. Public. */
import { factsFor, listModels, modelIdentity } from '../../catalog/models.ts';

/** `platform` as in the catalog; null = the catalog does not list it there. */
export function describeModel(platform: string, model: string): object | null {
  const found = listModels(platform).find(({ id }) => modelIdentity(id) === modelIdentity(model));
  if (found === undefined) return null;
  const { maxOutputTokens } = factsFor(platform, found.id);
  return {
    id: found.id,
    name: found.displayName,
    type: { primary: found.makes === 'embeddings' ? 'embedding' : 'chat' },
    params: maxOutputTokens === null ? [] : [{ key: 'max_tokens', maxValue: maxOutputTokens }],
  };
}
