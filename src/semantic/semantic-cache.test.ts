/** The semantic cache over an embedder that counts letters: what it finds, and what it does when an engine fails. */
import { describe, expect, it } from 'vitest';
import { letterVector } from '../../testkit/text-vectors.ts';
import type { EmbedderEngine } from '../workers/ports/embedder.ts';
import type { VectorIndex } from '../workers/ports/vector-index.ts';
import { createFlatVectors } from '../workers/vectors/flat.ts';
import type { CacheKey } from '../kernel/ids.ts';
import { createSemanticCache, type SemanticCache, type SemanticQuestion } from './semantic-cache.ts';

const key = (name: string) => name as CacheKey;

/** Texts with the same letters lie near each other, which is all that a test of the cache needs. */
function letterEmbedder(id = 'letters', dimensions = 27): EmbedderEngine & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    id,
    patienceMs: 500,
    async embed(texts) {
      asked.push(...texts);
      return texts.map((text) => Float32Array.from(letterVector(text, dimensions)));
    },
    async close() {},
  };
}

function flatIndex(): VectorIndex {
  const flat = createFlatVectors({ maxEntries: 100, maxBytes: 1_000_000 });
  return {
    put: async (entry) => flat.put(entry, 0),
    nearest: async (query) => flat.nearest(query, 0),
    remove: async (partition, ids) => flat.remove(partition, ids),
    async close() {},
  };
}

function open(parts: Partial<{ embedder: EmbedderEngine; vectors: VectorIndex; threshold: number }> = {}) {
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

const keysFor = async (cache: SemanticCache, question: SemanticQuestion): Promise<string[]> =>
  (await cache.find(question)).matches.map((match) => match.key);

const blue = { partition: 'p', text: 'Why is the sky blue?', key: key('blue'), ttlMs: 1_000 };

describe('the semantic cache', () => {
  it('finds what was asked in other words', async () => {
    const { cache } = open();
    await cache.remember(blue);
    const { matches } = await cache.find({ partition: 'p', text: 'What makes the sky blue?' });
    expect(matches).toMatchObject([{ key: 'blue', score: expect.closeTo(0.85, 1) }]);
  });

  it('passes over a near-miss that lies nearer than the paraphrase', async () => {
    const { cache } = open();
    await cache.remember({ ...blue, text: "Why isn't the sky blue?", key: key('not') });
    await cache.remember(blue);
    expect(await keysFor(cache, { partition: 'p', text: 'Why is the blue sky blue?' })).toEqual([]);
    expect(await keysFor(cache, { partition: 'p', text: 'why is the sky blue' })).toEqual(['blue']);
  });

  it('finds nothing of another partition', async () => {
    const { cache } = open();
    await cache.remember(blue);
    expect(await keysFor(cache, { ...blue, partition: 'q' })).toEqual([]);
  });

  it('finds nothing below its threshold', async () => {
    const { cache } = open({ threshold: 0.99 });
    await cache.remember(blue);
    expect(await keysFor(cache, { partition: 'p', text: 'What makes the sky blue?' })).toEqual([]);
  });

  it('gives all that match, so that a caller whose first answer is gone can try the next', async () => {
    const { cache } = open();
    await cache.remember(blue);
    await cache.remember({ ...blue, text: 'Please explain why the sky is blue.', key: key('polite') });
    expect(await keysFor(cache, blue)).toEqual(['blue', 'polite']);
    await cache.forget(blue, [key('blue')]);
    expect(await keysFor(cache, blue)).toEqual(['polite']);
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
    expect(await cache.find({ partition: 'p', text: 'Who are you?' })).toEqual({ matches: [], problem: null });
    expect(embedder.asked).toEqual([]);
  });
});

describe('forgetting and closing', () => {
  it('are done when they say so', async () => {
    const gates = { remove: Promise.withResolvers<void>(), index: Promise.withResolvers<void>() };
    const vectors = { ...flatIndex(), remove: () => gates.remove.promise, close: () => gates.index.promise };
    const { cache } = open({ vectors });
    const done: string[] = [];
    const forgetting = cache.forget(blue, [key('blue')]).then(() => done.push('forgotten'));
    const closing = cache.close().then(() => done.push('closed'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toEqual([]);
    gates.remove.resolve();
    await forgetting;
    gates.index.resolve();
    await closing;
    expect(done).toEqual(['forgotten', 'closed']);
  });
});

describe('an embedder of the tenant’s own', () => {
  it('is asked in place of the cache’s, and its vectors meet no other embedder’s', async () => {
    const own = letterEmbedder('own');
    const { cache } = open({ embedder: own });
    const [one, two, long] = [letterEmbedder('w one'), letterEmbedder('w two'), letterEmbedder('w long', 2000)];
    await cache.remember({ ...blue, embedder: one });
    expect(await keysFor(cache, blue)).toEqual([]);
    expect(await keysFor(cache, { ...blue, embedder: two })).toEqual([]);
    expect(await keysFor(cache, { ...blue, embedder: long })).toEqual([]);
    expect(await keysFor(cache, { ...blue, embedder: one })).toEqual(['blue']);
    expect([own, one, two].map(({ asked }) => asked)).toEqual([[blue.text], [blue.text], [blue.text]]);
  });

  it('that fails takes nobody else along, and is logged for the operator by its name', async () => {
    const { cache, told } = open();
    const own = { ...letterEmbedder('w own'), embed: () => Promise.reject(new Error('no quota')) };
    expect((await cache.find({ ...blue, embedder: own })).problem).toBe('no quota');
    await cache.remember(blue);
    expect(await keysFor(cache, blue)).toEqual(['blue']);
    expect((await cache.find({ ...blue, embedder: own })).problem).toBe('no quota');
    expect(told).toEqual([
      'warn: The semantic cache is passed over. Error: no quota',
      'debug: The semantic cache is passed over. Error: no quota',
    ]);
  });
});

describe('an engine that fails', () => {
  const broken: EmbedderEngine = { ...letterEmbedder(), embed: () => Promise.reject(new Error('no weights')) };

  it('is a miss, and is logged for the operator once', async () => {
    const { cache, told } = open({ embedder: broken });
    await cache.remember(blue);
    expect(await cache.find(blue)).toEqual({ matches: [], problem: 'no weights' });
    expect(told).toEqual([
      'warn: The semantic cache is passed over. Error: no weights',
      'debug: The semantic cache is passed over. Error: no weights',
    ]);
  });

  it('is reported again once it had worked in between', async () => {
    let isBroken = true;
    const whole = letterEmbedder();
    const embedder: EmbedderEngine = { ...whole, embed: (texts) => (isBroken ? broken : whole).embed(texts) };
    const { cache, told } = open({ embedder });
    for (const state of [true, true, false, true]) {
      isBroken = state;
      // A text of its own, whose vector nobody has computed yet.
      await cache.find({ ...blue, text: `Why is the sky blue at ${told.length} past ${String(state)}?` });
    }
    expect(told.map((line) => line.split(':')[0])).toEqual(['warn', 'debug', 'warn']);
  });

  it('is asked again for the same text', async () => {
    let isBroken = true;
    const whole = letterEmbedder();
    const embedder: EmbedderEngine = { ...whole, embed: (texts) => (isBroken ? broken : whole).embed(texts) };
    const { cache } = open({ embedder });
    await cache.remember(blue);
    isBroken = false;
    await cache.remember(blue);
    expect(await keysFor(cache, blue)).toEqual(['blue']);
  });

  it('that never answers is a miss when patience ends, and leaves no timer behind', async () => {
    const { cache, told, timers } = open({ embedder: { ...broken, embed: () => new Promise(() => {}) } });
    const finding = cache.find(blue);
    for (const run of timers) run();
    expect(await finding).toEqual({ matches: [], problem: 'The semantic cache took longer than 500 ms.' });
    expect(told).toEqual([
      'warn: The semantic cache is passed over. Error: The semantic cache took longer than 500 ms.',
    ]);
    expect(timers.size).toBe(0);
  });
});
