import { describe, expect, it } from 'vitest';
import { scanDocument } from '../../json/scan.ts';
import { wordsOf, partsOf } from '../../words.ts';
import { googlePredict, mostPredicted } from './index.ts';

const read = (answer: unknown) => googlePredict.readWhole(Buffer.from(JSON.stringify(answer)));
const document = (body: object) => scanDocument(Buffer.from(JSON.stringify(body)));

describe('predictions of Google', () => {
  it('of vectors tell their tokens', () => {
    const one = (tokens: unknown) => ({
      embeddings: { values: [0.1], statistics: { truncated: false, token_count: tokens } },
    });
    expect(read({ predictions: [one(3), one(4)] }).usage?.meters).toEqual({ input_tokens: 7 });
    expect(read({ predictions: [one('3')] }).usage?.unread).toEqual(['predictions.embeddings.statistics.token_count']);
  });

  it('of images are counted, and what a filter held back is none', () => {
    const image = { bytesBase64Encoded: 'x'.repeat(100_000), mimeType: 'image/png' };
    expect(read({ predictions: [image, image, { raiFilteredReason: 'no' }] }).usage?.meters).toEqual({ images: 2 });
  });

  it('that tell nothing are answers without usage, which nobody takes for free', () => {
    for (const answer of [{ predictions: [] }, { predictions: [{ textEmbedding: [1] }] }, {}]) {
      expect(read(answer)).toEqual({ isAnswer: true, usage: null, stopReason: null });
    }
  });

  it.each([{ error: { code: 400 } }, [], 7, 'text', { predictions: [7] }])('never throws: %j', (answer) => {
    expect(() => read(answer)).not.toThrow();
    expect(read({ error: { code: 400 } }).isAnswer).toBe(false);
  });

  it('hold room for as many images as Google makes, and for the bytes of a text', () => {
    expect(mostPredicted(document({ instances: [{ prompt: 'A' }], parameters: { sampleCount: 2 } }))).toEqual({
      images: 2,
    });
    expect(mostPredicted(document({ instances: [{ prompt: 'A' }] }))).toEqual({ images: 4 });
    expect(mostPredicted(document({ instances: [{ content: 'A' }] }))).toEqual({ input_tokens: 31 });
  });

  it('of larger images are on terms that no answer tells', () => {
    const terms = (sampleImageSize: string) =>
      googlePredict.untoldTerms(document({ instances: [], parameters: { sampleImageSize } }), 'm');
    expect(terms('2K')).toEqual({ image_size: '2K' });
    expect(terms('1K')).toEqual({});
  });

  it('show guardrails what a person wrote', () => {
    const body = document({
      instances: [{ prompt: 'A cat' }, { content: 'a text', task_type: 'CLUSTERING' }, { text: 'b' }],
    });
    const reader = googlePredict.words;
    if (reader === null) throw new Error('There are words.');
    const words = partsOf(body, null, reader).flatMap((part) => wordsOf(body.bytes, part, reader).words);
    expect(words.map(({ start, end }) => body.bytes.toString('utf8', start, end))).toEqual([
      '"A cat"',
      '"a text"',
      '"b"',
    ]);
  });
});
