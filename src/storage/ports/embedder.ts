/** The embedder port: short texts to vectors that lie near each other when the texts are alike. Engines: src/storage/embeddings/. */

export interface Embedder {
  /** Names the model; vectors of different ids are never compared. */
  readonly id: string;
  /** Length of its vectors. */
  readonly dimensions: number;
  /**
   * One unit vector a text, in their order. Rejects when the engine is missing, overloaded, broken or closed, or when a
   * text is empty or too long for it; never hangs on a worker that died.
   */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}
