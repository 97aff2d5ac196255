/**
 * Embedding models that have a price, by the name that the upstream is asked for. Google sells its other text models by
 * the character and tells tokens only, so that any price of theirs would be a guess: they are unpriced.
 */
export const EMBEDDING_MODELS: readonly { id: string; platform: string }[] = [
  { id: 'gemini-embedding-001', platform: 'vertex' },
];
