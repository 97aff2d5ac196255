/** What every embedder must do, as one suite. */
import { describe, expect, it } from 'vitest';
import type { Embedder } from './embedder.ts';

const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

/** The cases share one, for models take long to load. */
export function describeEmbedder(embedder: Embedder): void {
  describe('the embedder', () => {
    it('gives a unit vector of one length for each text, in their order', async () => {
      const texts = ['Why is the sky blue?', 'How do I bake bread?', 'Why is the sky blue?'];
      const [sky, bread, again] = await embedder.embed(texts);
      for (const vector of [sky, bread, again]) {
        expect(vector).toHaveLength(sky?.length ?? Number.NaN);
        expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 4);
      }
      expect(sky).toEqual(again);
      expect(sky).not.toEqual(bread);
    });

    it('puts a paraphrase nearer than another subject', async () => {
      const [a, same, other] = await embedder.embed([
        'How do I reset my password?',
        'What is the way to reset a password?',
        'Which planets have rings?',
      ]);
      if (a === undefined || same === undefined || other === undefined) throw new Error('A vector is missing.');
      expect(cosine(a, same)).toBeGreaterThan(0.6);
      expect(cosine(a, other)).toBeLessThan(0.4);
    });

    it('has nothing to say about no text', async () => {
      expect(await embedder.embed([])).toEqual([]);
    });

    it('takes any text: emoji, half a pair, control characters', async () => {
      const texts = ['🧑‍🚀🧑‍🚀', 'half \ud83d pair', 'nul \u0000', '東京', 'x'.repeat(1_000)];
      expect(await embedder.embed(texts)).toHaveLength(texts.length);
    });

    it.each([' ', '', 'x'.repeat(100_000)])(
      'refuses an empty or endless text (%#), and goes on working',
      async (text) => {
        await expect(embedder.embed(['fine', text])).rejects.toThrow('cannot be embedded');
        expect(await embedder.embed(['fine'])).toHaveLength(1);
      },
    );
  });
}
