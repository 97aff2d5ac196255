/** What is known of a model beside its price. Public. */
import { describeKnown, type KnownModel } from '../../catalog/known-models.ts';

/** The contract's word for what a model makes. */
const TYPES: Readonly<Record<KnownModel['kind'], string>> = {
  messages: 'chat',
  embeddings: 'embedding',
  images: 'image',
  speech: 'audio',
  transcriptions: 'audio',
  rankings: 'rerank',
};

/** `platform` as in the catalog; null = neither the catalog nor an import knows it there. Found by any spelling. */
export function describeModel(platform: string, model: string): object | null {
  const known = describeKnown(platform, model);
  const { id, displayName, kind, maxOutputTokens, contextTokens, modalities, capabilities, endsOn } = known;
  if (known.price === null && contextTokens === null && maxOutputTokens === null) return null;
  return {
    id,
    name: displayName,
    type: { primary: TYPES[kind] },
    params: maxOutputTokens === null ? [] : [{ key: 'max_tokens', maxValue: maxOutputTokens }],
    context_window: contextTokens,
    modalities,
    capabilities,
    deprecation_date: endsOn,
  };
}
