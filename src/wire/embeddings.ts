/** Embeddings in no dialect: what is asked for, and what an upstream made of it. */

export type VectorEncoding = 'float' | 'base64';

export interface EmbeddingsRequest {
  /** `token-ids`: the caller has cut the text by one model's own vocabulary, which means nothing to another model. */
  input: readonly string[] | 'token-ids';
  /** Length of the vectors; null = the model's own. */
  dimensions: number | null;
  encoding: VectorEncoding;
  /** Google's extra: what the vectors are for, as `RETRIEVAL_QUERY`. */
  taskType: string | null;
  /** Members that are none of the above, `user` among them: a provider that takes them may send them on. */
  others: readonly string[];
}

/** What an upstream made of the texts, one vector each, in their order. */
export interface Embedded {
  vectors: readonly (readonly number[])[];
  inputTokens: number;
}
