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
