/**
 * Google's text embedding models, by the name that the upstream is asked for. Google sells those without a price here by
 * the character and reports tokens only, so any price of theirs would be a guess: they are unpriced.
 */
export const EMBEDDING_MODELS: readonly { id: string; platform: string; displayName: string; isPriced: boolean }[] = [
  { id: 'gemini-embedding-001', platform: 'vertex', displayName: 'Gemini Embedding 001', isPriced: true },
  { id: 'gemini-embedding-2', platform: 'vertex', displayName: 'Gemini Embedding 2', isPriced: true },
  { id: 'text-embedding-005', platform: 'vertex', displayName: 'Text Embedding 005', isPriced: false },
  { id: 'text-embedding-004', platform: 'vertex', displayName: 'Text Embedding 004', isPriced: false },
  {
    id: 'text-multilingual-embedding-002',
    platform: 'vertex',
    displayName: 'Text Multilingual Embedding 002',
    isPriced: false,
  },
  { id: 'multimodalembedding@001', platform: 'vertex', displayName: 'Multimodal Embeddings', isPriced: false },
];
