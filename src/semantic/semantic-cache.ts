/** The semantic cache: remembers requests by meaning, and finds the ones that a new request could have been. */
import type { Logger } from '../observe/logger.ts';
import type { Embedder } from '../storage/ports/embedder.ts';
import type { VectorIndex } from '../storage/ports/vector-index.ts';
import type { CacheKey } from '../wire/ids.ts';
import { isComparable, whyDifferent } from './guards.ts';
import { read } from './reading.ts';

export interface SemanticQuestion {
  /** A hash over everything that must be the same to the letter: tenant, model, parameters, system prompt, history. */
  readonly partition: string;
  /** What may be said in other words; see semantic-text.ts. */
  readonly text: string;
}

export interface SemanticMatch {
  /** Under which the answer is kept. */
  readonly key: CacheKey;
  /** Cosine. */
  readonly score: number;
}

/** No call rejects or takes longer than its patience: what fails is a miss, and is told to the operator. */
export interface SemanticCache {
  /** Requests that one answer should serve as well as this one; best first. Exact matches are the caller's business. */
  find(question: SemanticQuestion): Promise<readonly SemanticMatch[]>;
  remember(entry: SemanticQuestion & { readonly key: CacheKey; readonly ttlMs: number }): Promise<void>;
  /** For answers that are gone, or have been asked for anew. */
  forget(partition: string, keys: readonly CacheKey[]): Promise<void>;
  close(): Promise<void>;
}

export interface SemanticCacheOptions {
  embedder: Embedder;
  vectors: VectorIndex;
  logger: Logger;
  /** Runs after so many ms unless the returned function is called. */
  after: (ms: number, run: () => void) => () => void;
  /** Cosine from which a text is a candidate for the guards. */
  threshold?: number;
  /** How long one call may take, ms. */
  patienceMs?: number;
}

/** Low, because a higher one keeps out more paraphrases than near-misses: docs/reference/semantic-cache.md. */
const DEFAULT_THRESHOLD = 0.8;
const PATIENCE_MS = 500;
/** The guards read so many texts on the event loop: 3 ms if all are as long as they may be. */
const MAX_CANDIDATES = 16;
/** A miss is looked up and then remembered: its vector is computed once. */
const RECENT_VECTORS = 256;

export function createSemanticCache(options: SemanticCacheOptions): SemanticCache {
  const { embedder, vectors, logger, after, threshold = DEFAULT_THRESHOLD, patienceMs = PATIENCE_MS } = options;
  const recent = new Map<string, Promise<Float32Array>>();
  let isFailing = false;

  function vectorOf(text: string): Promise<Float32Array> {
    const known = recent.get(text);
    if (known !== undefined) return known;
    const vector = embedder.embed([text]).then(([first]) => {
      if (first === undefined) throw new Error(`The embedder ${embedder.id} answered without a vector.`);
      return first;
    });
    recent.set(text, vector);
    vector.catch(() => recent.delete(text));
    const [oldest] = recent.keys();
    if (recent.size > RECENT_VECTORS && oldest !== undefined) recent.delete(oldest);
    return vector;
  }

  /** `otherwise` where the work fails or takes too long. The operator hears of the first failure, not of each. */
  async function patiently<Result>(work: () => Promise<Result>, otherwise: Result): Promise<Result> {
    const { promise: impatience, reject } = Promise.withResolvers<never>();
    const cancel = after(patienceMs, () => reject(new Error(`The semantic cache took longer than ${patienceMs} ms.`)));
    try {
      const result = await Promise.race([work(), impatience]);
      isFailing = false;
      return result;
    } catch (error) {
      logger[isFailing ? 'debug' : 'warn']('The semantic cache is passed over.', { error });
      isFailing = true;
      return otherwise;
    } finally {
      cancel();
    }
  }

  return {
    async find({ partition, text }) {
      const asked = read(text);
      if (!isComparable(asked)) return [];
      return patiently(async () => {
        const vector = await vectorOf(text);
        const query = { partition, vector, atLeast: threshold, limit: MAX_CANDIDATES };
        const candidates = await vectors.nearest(query);
        return candidates
          .filter((candidate) => whyDifferent(asked, read(candidate.text)) === null)
          .map(({ id, score }) => ({ key: id as CacheKey, score }));
      }, []);
    },
    async remember({ partition, text, key, ttlMs }) {
      if (!isComparable(read(text))) return;
      await patiently(async () => {
        await vectors.put({ partition, id: key, text, vector: await vectorOf(text), ttlMs });
      }, undefined);
    },
    forget: (partition, keys) => patiently(() => vectors.remove(partition, keys), undefined),
    async close() {
      await Promise.all([embedder.close(), vectors.close()]);
    },
  };
}
