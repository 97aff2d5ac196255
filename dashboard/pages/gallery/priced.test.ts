/** Prices in the words of price lists. */
import { expect, it } from 'vitest';
import { priceLines, tokenPrice } from './priced.ts';

const flat = (meter: string, price: number) => ({ meter, price, above: null });

it('what costs the same is one line, and each unit is the usual one', () => {
  expect(
    priceLines([
      flat('input_tokens', 0.0003),
      flat('input_audio_tokens', 0.0003),
      flat('output_tokens', 0.0015),
      flat('web_search_requests', 1),
      flat('images_hd_1024x1024', 8),
      flat('audio_seconds', 0.01),
    ]).map(({ names, price, unit }) => [names.join(', '), price, unit]),
  ).toEqual([
    ['Input, Audio input', '$3.00', 'million tokens'],
    ['Output', '$15.00', 'million tokens'],
    ['Web search', '$10.00', 'thousand'],
    ['hd 1024x1024', '$0.08', 'picture'],
    ['Audio', '$0.006', 'minute'],
  ]);
});

it('a price that rises with the request says from where', () => {
  const tiered = { meter: 'input_tokens', price: 0.00001, above: { input_tokens: 100_000, price: 0.00005 } };
  expect(priceLines([tiered])[0]?.above).toBe('$0.50 above 100,000 input tokens');
  expect(tokenPrice([tiered], 'output_tokens')).toBeUndefined();
});
