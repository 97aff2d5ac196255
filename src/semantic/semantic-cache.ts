/** The semantic cache: remembers requests by meaning, and finds the ones that a new request could have been. */
import type { Logger } from '../observe/logger.ts';
import type { Embedder, EmbedderEngine } from '../workers/ports/embedder.ts';
import type { VectorIndex } from '../workers/ports/vector-index.ts';
import { BoundedMap } from '../kernel/bounded-map.ts';
import type { CacheKey } from '../kernel/ids.ts';
import { isComparable, whyDifferent } from './guards.ts';
import { read } from './reading.ts';
import { failure, success, type Result } from '../kernel/result.ts';

export interface SemanticQuestion {
  /** A hash over everything that must be the same to the letter: tenant, model, parameters, system prompt, history. */
  readonly partition: string;
  /** What may be said in other words; see semantic-text.ts. */
  readonly text: string;
  /** The one that the tenant asks for; absent = the cache's own. Vectors of two embedders never meet. */
  readonly embedder?: Embedder;
}

export interface SemanticMatch {
  /** Under which the answer is kept. */
  readonly key: CacheKey;
  /** Cosine. */
  readonly score: number;
}

export interface Found {
  /** Requests that one answer should serve as well as this one; best first. */
  readonly matches: readonly SemanticMatch[];
  /** Why nothing could be looked up; null = it was looked up. */
  readonly problem: string | null;
}

/** No call rejects or takes longer than the embedder's patience: what fails is a miss, and is logged for the operator. */
export interface SemanticCache {
  /** Exact matches are the caller's business. */
  find(question: SemanticQuestion): Promise<Found>;
  remember(entry: SemanticQuestion & { readonly key: CacheKey; readonly ttlMs: number }): Promise<void>;
  /** For answers that are gone, or have been asked for anew. */
  forget(question: SemanticQuestion, keys: readonly CacheKey[]): Promise<void>;
  close(): Promise<void>;
}

export interface SemanticCacheOptions {
  embedder: EmbedderEngine;
  vectors: VectorIndex;
  logger: Logger;
  /** Runs after so many ms unless the returned function is called. */
  after: (ms: number, run: () => void) => () => void;
  /** Cosine from which a text is a candidate for the guards. */
  threshold?: number;
}

/** Low, because a higher one keeps out more paraphrases than near-misses: docs/reference/semantic-cache.md. */
const DEFAULT_THRESHOLD = 0.8;
/** The guards read so many texts on the event loop: 3 ms if all are as long as they may be. */
const MAX_CANDIDATES = 16;
/** A miss is looked up and then remembered: its vector is computed once. */
const RECENT_VECTORS = 256;
/** Embedders of tenants can be many. */
const MAX_FAILING = 1_000;

export function createSemanticCache(options: SemanticCacheOptions): SemanticCache {
  const { embedder: own, vectors, threshold = DEFAULT_THRESHOLD } = options;
  const vectorOf = rememberVectors();
  const patiently = withPatience(options);
  /** What embedder asks, and where in the index its vectors are. */
  const asks = ({ embedder = own, partition }: SemanticQuestion) => {
    return { embedder, place: `${embedder.id} ${partition}` };
  };

  return {
    async find(question) {
      const { text } = question;
      const asked = read(text);
      if (!isComparable(asked)) return { matches: [], problem: null };
      const { embedder, place } = asks(question);
      const matches = await patiently(embedder, async () => {
        const vector = await vectorOf(embedder, text);
        const query = { partition: place, vector, atLeast: threshold, limit: MAX_CANDIDATES };
        const candidates = await vectors.nearest(query);
        return candidates
          .filter((candidate) => whyDifferent(asked, read(candidate.text)) === null)
          .map(({ id, score }) => ({ key: id as CacheKey, score }));
      });
      return matches.ok ? { matches: matches.value, problem: null } : { matches: [], problem: matches.problem };
    },
    async remember(entry) {
      const { text, key, ttlMs } = entry;
      if (!isComparable(read(text))) return;
      const { embedder, place } = asks(entry);
      await patiently(embedder, async () => {
        const vector = await vectorOf(embedder, text);
        return vectors.put({ partition: place, id: key, text, vector, ttlMs });
      });
    },
    async forget(question, keys) {
      const { embedder, place } = asks(question);
      await patiently(embedder, () => vectors.remove(place, keys));
    },
    async close() {
      await Promise.all([own.close(), vectors.close()]);
    },
  };
}

/** What failed is computed again when it is asked for again. */
function rememberVectors(): (embedder: Embedder, text: string) => Promise<Float32Array> {
  const recent = new BoundedMap<Promise<Float32Array>>(RECENT_VECTORS);
  return (embedder, text) => {
    const place = `${embedder.id} ${text}`;
    const known = recent.get(place);
    if (known !== undefined) return known;
    const vector = embedder.embed([text]).then(([first]) => {
      if (first === undefined) throw new Error(`The embedder ${embedder.id} answered without a vector.`);
      return first;
    });
    recent.set(place, vector);
    vector.catch(() => recent.delete(place));
    return vector;
  };
}

/** A problem in place of a result where the work fails or takes longer than the embedder's patience. */
function withPatience({ logger, after }: SemanticCacheOptions) {
  const failing = new Set<string>();

  /** The operator hears of an embedder's first failure, not of each. */
  function tell(id: string, error: unknown): void {
    const isNews = !failing.has(id) && failing.size < MAX_FAILING;
    if (isNews) failing.add(id);
    logger[isNews ? 'warn' : 'debug']('The semantic cache is passed over.', { embedder: id, error });
  }

  return async <Value>({ id, patienceMs }: Embedder, work: () => Promise<Value>): Promise<Result<Value>> => {
    const { promise: impatience, reject } = Promise.withResolvers<never>();
    const cancel = after(patienceMs, () => reject(new Error(`The semantic cache took longer than ${patienceMs} ms.`)));
    try {
      const result = await Promise.race([work(), impatience]);
      failing.delete(id);
      return success(result);
    } catch (error) {
      tell(id, error);
      return failure(error instanceof Error ? error.message : String(error));
    } finally {
      cancel();
    }
  };
}
