import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce } from '../kernel/slices.ts';
import { estimateSlices } from './estimate-tokens.ts';

const estimateTokens = (bytes: Uint8Array): number => atOnce(estimateSlices(bytes));
const estimate = (value: unknown): number => estimateTokens(Buffer.from(JSON.stringify(value)));

/** Tokens of OpenAI's o200k encoding, counted with its library. */
const COUNTED: readonly (readonly [string, number])[] = [
  ['The quick brown fox jumps over the lazy dog. '.repeat(20), 201],
  ['function add(a, b) {\n  return a + b;\n}\n'.repeat(20), 280],
  ['Der Bundestag hat das Gesetz über die Änderung der Straßenverkehrsordnung beschlossen. '.repeat(10), 161],
  ['東京は日本の首都であり、世界最大の都市圏のひとつです。'.repeat(10), 210],
];

describe('an estimate of tokens', () => {
  it.each(COUNTED)('of %j is within a third of what a tokenizer counts', (text, counted) => {
    const told = estimate([text]);
    expect(told / counted).toBeGreaterThan(0.66);
    expect(told / counted).toBeLessThan(1.5);
  });

  it('does not take the data of a picture for words', () => {
    const picture = 'iVBORw0KGgo'.repeat(20_000);
    expect(estimate([{ type: 'image', source: { data: picture } }])).toBeLessThan(2000);
    expect(estimate([{ image_url: `data:image/png;base64,${picture}` }])).toBeLessThan(2000);
  });

  it('grows with every word, and is at least one', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string({ minLength: 40, unit: 'grapheme' }), (texts, more) => {
        expect(estimate(texts)).toBeGreaterThanOrEqual(1);
        expect(estimate([...texts, `${more} and more`])).toBeGreaterThanOrEqual(estimate(texts));
      }),
    );
  });

  it.each([
    ['one text', ['word '.repeat(400_000)]],
    ['a text full of quotes', ['a "word" \\ '.repeat(200_000)]],
    ['many texts', Array.from({ length: 20_000 }, () => 'word '.repeat(20))],
  ])('of a large body pauses after each quarter of a megabyte: %s', (_, value) => {
    const bytes = Buffer.from(JSON.stringify(value));
    const slices = estimateSlices(bytes);
    let pauses = 0;
    let last = slices.next();
    for (; last.done !== true; last = slices.next()) pauses += 1;
    expect(pauses).toBeGreaterThanOrEqual(Math.floor(bytes.length / (256 * 1024)) - 1);
    expect(last.value).toBeGreaterThan(bytes.length / 8);
  });

  it('of bytes that are no JSON ends all the same', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(estimateTokens(bytes)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
