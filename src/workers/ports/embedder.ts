/**
 * The embedder port: short texts to vectors that lie near each other when the texts are alike. Engines:
 * src/storage/embeddings/, and src/gateway/cache/provider-embedder.ts, which asks a provider.
 */

export interface Embedder {
  /** Names the model, and the tenant where it is one's own; vectors of different ids are never compared. */
  readonly id: string;
  /** How long a look-up may wait for it, ms. */
  readonly patienceMs: number;
  /**
   * One unit vector a text, in their order. Rejects when the engine is missing, overloaded, broken or closed, or when a
   * text is empty or too long for it; never hangs on a worker that died.
   */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
}

/** One that holds something to be released. */
export interface EmbedderEngine extends Embedder {
  close(): Promise<void>;
}
