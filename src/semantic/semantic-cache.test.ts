/** The semantic cache over an embedder that counts letters: what it finds, and what it does when an engine fails. */
import { describe, expect, it } from 'vitest';
import type { Embedder } from '../storage/ports/embedder.ts';
import type { VectorIndex } from '../storage/ports/vector-index.ts';
import { createFlatVectors } from '../storage/vectors/flat.ts';
import type { CacheKey } from '../wire/ids.ts';
import { createSemanticCache } from './semantic-cache.ts';

const key = (name: string) => name as CacheKey;

/** Texts with the same letters lie near each other, which is all that a test of the cache needs. */
function letterEmbedder(): Embedder & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    id: 'letters',
    dimensions: 26,
    async embed(texts) {
      asked.push(...texts);
      return texts.map((text) => {
        const counts = new Float32Array(26);
        for (const letter of text.toLowerCase().match(/[a-z]/g) ?? []) {
          const at = letter.charCodeAt(0) - 97;
          counts[at] = (counts[at] ?? 0) + 1;
        }
        const length = Math.hypot(...counts);
        return counts.map((count) => count / length);
      });
    },
    async close() {},
  };
}

function flatIndex(): VectorIndex {
  const flat = createFlatVectors({ dimensions: 26, maxEntries: 100 });
  return {
    put: async (entry) => flat.put(entry, 0),
    nearest: async (query) => flat.nearest(query, 0),
    remove: async (partition, ids) => flat.remove(partition, ids),
    async close() {},
  };
}

function open(parts: Partial<{ embedder: Embedder; vectors: VectorIndex; threshold: number }> = {}) {
  const told: string[] = [];
  const timers = new Set<() => void>();
  const note = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    void told.push(`${level}: ${message} ${String(fields?.['error'])}`);
  const cache = createSemanticCache({
    embedder: letterEmbedder(),
    vectors: flatIndex(),
    logger: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    after: (_ms, run) => {
      timers.add(run);
      return () => timers.delete(run);
    },
    ...parts,
  });
  return { cache, told, timers };
}

const blue = { partition: 'p', text: 'Why is the sky blue?', key: key('blue'), ttlMs: 1_000 };

describe('the semantic cache', () => {
  it('finds what was asked in other words', async () => {
    const { cache } = open();
    await cache.remember(blue);
    const [match] = await cache.find({ partition: 'p', text: 'What makes the sky blue?' });
    expect(match).toMatchObject({ key: 'blue', score: expect.closeTo(0.85, 1) });
  });

  it('passes over a near-miss that lies nearer than the paraphrase', async () => {
    const { cache } = open();
    await cache.remember({ ...blue, text: "Why isn't the sky blue?", key: key('not') });
    await cache.remember(blue);
    const matches = await cache.find({ partition: 'p', text: 'Why is the blue sky blue?' });
    expect(matches).toEqual([]);
    expect((await cache.find({ partition: 'p', text: 'why is the sky blue' })).map((match) => match.key)).toEqual([
      'blue',
    ]);
  });

  it('finds nothing of another partition', async () => {
    const { cache } = open();
    await cache.remember(blue);
    expect(await cache.find({ ...blue, partition: 'q' })).toEqual([]);
  });

  it('finds nothing below its threshold', async () => {
    const { cache } = open({ threshold: 0.99 });
    await cache.remember(blue);
    expect(await cache.find({ partition: 'p', text: 'What makes the sky blue?' })).toEqual([]);
  });

  it('gives all that match, so that a caller whose first answer is gone can try the next', async () => {
    const { cache } = open();
    await cache.remember(blue);
    await cache.remember({ ...blue, text: 'Please explain why the sky is blue.', key: key('polite') });
    expect((await cache.find(blue)).map((match) => match.key)).toEqual(['blue', 'polite']);
    await cache.forget('p', [key('blue')]);
    expect((await cache.find(blue)).map((match) => match.key)).toEqual(['polite']);
  });

  it('computes the vector of a miss once, though it is looked up and then remembered', async () => {
    const embedder = letterEmbedder();
    const { cache } = open({ embedder });
    await cache.find(blue);
    await cache.remember(blue);
    expect(embedder.asked).toEqual([blue.text]);
  });

  it('computes no vector for a text that the guards could never pass', async () => {
    const embedder = letterEmbedder();
    const { cache } = open({ embedder });
    await cache.remember({ ...blue, text: 'Warum ist der Himmel blau?' });
    expect(await cache.find({ partition: 'p', text: 'Who are you?' })).toEqual([]);
    expect(embedder.asked).toEqual([]);
  });
});

describe('an engine that fails', () => {
  const broken: Embedder = { ...letterEmbedder(), embed: () => Promise.reject(new Error('no weights')) };

  it('is a miss, and is told to the operator once', async () => {
    const { cache, told } = open({ embedder: broken });
    await cache.remember(blue);
    expect(await cache.find(blue)).toEqual([]);
    expect(told).toEqual([
      'warn: The semantic cache is passed over. Error: no weights',
      'debug: The semantic cache is passed over. Error: no weights',
    ]);
  });

  it('is asked again for the same text', async () => {
    let isBroken = true;
    const whole = letterEmbedder();
    const embedder: Embedder = { ...whole, embed: (texts) => (isBroken ? broken : whole).embed(texts) };
    const { cache } = open({ embedder });
    await cache.remember(blue);
    isBroken = false;
    await cache.remember(blue);
    expect(await cache.find(blue)).toHaveLength(1);
  });

  it('that never answers is a miss when patience ends, and leaves no timer behind', async () => {
    const { cache, told, timers } = open({ embedder: { ...broken, embed: () => new Promise(() => {}) } });
    const finding = cache.find(blue);
    for (const run of timers) run();
    expect(await finding).toEqual([]);
    expect(told).toEqual([
      'warn: The semantic cache is passed over. Error: The semantic cache took longer than 500 ms.',
    ]);
    expect(timers.size).toBe(0);
  });
});
