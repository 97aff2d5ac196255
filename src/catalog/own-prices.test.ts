import { describe, expect, it } from 'vitest';
import { emptyUsage, METERS, type Meters } from '../wire/usage.ts';
import { compileFactors, type OwnPrice } from './own-prices.ts';
import { priceOf } from './price-book.ts';

const priced = (meters: Meters, own: Partial<OwnPrice>, model = 'claude-sonnet-4-5', platform = 'anthropic') =>
  priceOf({
    platform,
    model,
    region: null,
    usage: { ...emptyUsage(), meters },
    own: { row: null, baseModel: null, factors: null, ...own },
  });

/** Below the threshold above which some models cost more. */
const TOKENS = 100_000;
const used = (meter: string): Meters => ({ [meter]: TOKENS });
/** Nano-dollars, at that many dollars for a million. */
const at = (dollars: number) => ({ costNanoUsd: Math.round(dollars * TOKENS * 1e3) });

describe('factors on published prices', () => {
  const factors = compileFactors({ default: 1.15, response_token: 0.5, additional_units: { cache_write_1h: 0 } });

  it.each([
    [METERS.input, 3 * 1.15],
    [METERS.output, 15 * 0.5],
    [METERS.cacheRead, 0.3 * 1.15],
    [METERS.cacheWrite1h, 0],
  ])('hold for their own meter, and `default` for the rest: %s', (meter, cost) => {
    expect(priced(used(meter), { factors })).toEqual(at(cost));
  });

  it('of one millionth does not vanish', () => {
    expect(priced(used(METERS.input), { factors: compileFactors({ default: 0.000001 }) })).toEqual({
      costNanoUsd: 300,
    });
  });

  it('price nothing that has no price', () => {
    expect(priced(used(METERS.input), { factors }, 'nobody-knows')).toHaveProperty('unpriced');
  });
});

describe('factors on what is not text', () => {
  const factors = compileFactors({
    default: 1.1,
    request_token: 2,
    response_token: 3,
    request_text_token: 0.5,
    response_image_token: 0,
    request_audio_token: 4,
    reasoning_token: 10,
    prediction_rejected_token: 0,
    image: { default: 2 },
  });
  const row = {
    [METERS.input]: 1_000_000,
    [METERS.output]: 1_000_000,
    cache_write_tokens: 1_000_000,
    input_audio_tokens: 1_000_000,
    output_audio_tokens: 1_000_000,
    input_image_tokens: 1_000_000,
    output_image_tokens: 1_000_000,
    images_hd_1024x1024: 1_000_000,
  };
  const cost = (meters: Meters) => priced(meters, { row, factors }, 'my-model');

  it('hold for audio and images by their own names, and `default` for those that are not named', () => {
    expect(cost(used('input_audio_tokens'))).toEqual(at(4));
    expect(cost(used('output_audio_tokens'))).toEqual(at(1.1));
    expect(cost(used('output_image_tokens'))).toEqual(at(0));
    expect(cost(used('images_hd_1024x1024'))).toEqual(at(2));
  });

  it('hold for text by its own name only where tokens of images are counted apart', () => {
    expect(cost(used(METERS.input))).toEqual(at(2));
    expect(cost({ ...used(METERS.input), ...used('input_image_tokens') })).toEqual(at(0.5 + 1.1));
  });

  it('take reasoning and predictions out of the output, and no token twice', () => {
    const parts = { [METERS.output]: TOKENS, [METERS.thinking]: TOKENS / 4, [METERS.rejectedPrediction]: TOKENS / 2 };
    expect(cost(parts)).toEqual(at(3 / 4 + 10 / 4));
    expect(cost({ [METERS.output]: TOKENS, [METERS.thinking]: 2 * TOKENS })).toEqual(at(10));
  });

  it('leave reasoning with the output where nothing is said of it', () => {
    const plain = compileFactors({ response_token: 3 });
    const meters = { [METERS.output]: TOKENS, [METERS.thinking]: TOKENS };
    expect(priced(meters, { row, factors: plain }, 'my-model')).toEqual(at(3));
  });

  it('hold for every way of writing to the cache', () => {
    const cached = compileFactors({ cache_write_input_token: 5 });
    expect(priced(used('cache_write_tokens'), { row, factors: cached }, 'my-model')).toEqual(at(5));
  });
});

describe('a price of the integration’s own', () => {
  const row = { [METERS.input]: 6_000_000, [METERS.output]: 10_000_000 };

  it('takes the place of the published one, and the cache keeps its share of the input', () => {
    expect(priced(used(METERS.input), { row })).toEqual(at(6));
    expect(priced(used(METERS.output), { row })).toEqual(at(10));
    expect(priced(used(METERS.cacheRead), { row })).toEqual(at(0.6));
    expect(priced(used(METERS.cacheWrite1h), { row })).toEqual(at(12));
  });

  it('of a custom model takes the shares of its base model', () => {
    expect(priced(used(METERS.cacheRead), { row, baseModel: 'claude-sonnet-4-5' }, 'my-model')).toEqual(at(0.6));
    expect(priced(used(METERS.input), { baseModel: 'claude-sonnet-4-5' }, 'my-model')).toEqual(at(3));
  });

  it('leaves unpriced what is priced nowhere', () => {
    expect(priced(used(METERS.input), { row }, 'my-model')).toEqual(at(6));
    expect(priced(used(METERS.cacheRead), { row }, 'my-model')).toHaveProperty('unpriced');
  });

  it('holds whatever the provider calls the model that answered', () => {
    const usage = { ...emptyUsage(), meters: used(METERS.input), model: 'claude-opus-4-5' };
    const own = { row, baseModel: null, factors: null };
    expect(priceOf({ platform: 'anthropic', model: 'my-model', region: null, usage, own })).toEqual(at(6));
  });

  it('is no price for another model that had a part in the answer', () => {
    const passes = [{ kind: 'advisor_message', model: 'claude-opus-4-5', meters: used(METERS.input) }];
    const usage = { ...emptyUsage(), meters: used(METERS.input), passes };
    const own = { row, baseModel: null, factors: null };
    expect(priceOf({ platform: 'anthropic', model: 'claude-sonnet-4-5', region: null, usage, own })).toEqual(at(11));
  });
});
