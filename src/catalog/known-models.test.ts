/** What is told of models to people who choose one. */
import { afterEach, describe, expect, it } from 'vitest';
import { METERS } from '../wire/usage.ts';
import { useImported } from './imported.ts';
import { factsWithImports } from './facts-with-imports.ts';
import { describeKnown, knownModels, knownModelSlices, offeredPrice } from './known-models.ts';
import { modelIdentity } from './models.ts';
import { compileFactors } from './own-prices.ts';
import { surchargesOf } from './surcharges.ts';

afterEach(() => useImported(null));

describe('the models of a platform', () => {
  it('are each there once, retired ones are not, and every priced model of another vendor is', () => {
    const onVertex = knownModels('vertex');
    const identities = onVertex.map(({ id }) => modelIdentity(id));
    expect(new Set(identities).size).toBe(identities.length);
    expect(onVertex.find(({ id }) => id.startsWith('claude-3-haiku'))).toBeUndefined();
    expect(onVertex.find(({ id }) => id === 'gemini-2.5-flash')?.price?.[METERS.input]).toBe(300_000);
    expect(
      knownModels('openai')
        .filter(({ kind }) => kind === 'images')
        .map(({ id }) => id),
    ).toContain('dall-e-3');
    expect(knownModels('fireworks-ai').map(({ id }) => id)).toContain('accounts/fireworks/models/deepseek-r1-0528');
  });

  it('have sizes, abilities, every spelling, and the day on which a platform ends them', () => {
    const haiku = describeKnown('vertex', 'claude-haiku-4-5-20251001');
    expect(haiku).toMatchObject({
      displayName: 'Claude Haiku 4.5',
      kind: 'messages',
      contextTokens: 200_000,
      maxOutputTokens: 64_000,
      modalities: ['text', 'image', 'pdf'],
      endsOn: null,
    });
    expect(haiku.otherNames).toContain('claude-haiku-4-5@20251001');
    expect(haiku.capabilities).not.toContain('effort');
    expect(describeKnown('anthropic', 'claude-sonnet-4-20250514').endsOn).toBe('2026-06-15');
    expect(describeKnown('vertex', 'claude-sonnet-4-20250514').endsOn).toBeNull();
  });

  it('that nobody knows says so, and guesses nothing', () => {
    expect(describeKnown('vertex', 'house-model')).toMatchObject({
      contextTokens: null,
      maxOutputTokens: null,
      modalities: [],
      capabilities: [],
      price: null,
    });
  });

  it('have what an import tells of them', () => {
    const imported = {
      price: null,
      contextTokens: 9000,
      maxOutputTokens: 300,
      modalities: ['audio'],
      capabilities: ['vision'],
      deprecatedOn: '2027-01-31',
    };
    useImported({ source: 'test', platforms: { groq: { 'llama-x': imported } } });
    expect(knownModels('groq').find(({ id }) => id === 'llama-x')).toMatchObject({
      contextTokens: 9000,
      maxOutputTokens: 300,
      modalities: ['audio'],
      endsOn: '2027-01-31',
    });
  });
});

describe('the price at an integration', () => {
  it('takes factors on published rates, of both tiers, and own rates in their place', () => {
    const factors = compileFactors({ default: 0.5, response_token: 2 });
    const halved = offeredPrice('anthropic', 'claude-haiku-5-5', { row: null, baseModel: null, factors });
    expect(halved?.[METERS.input]).toEqual({ base: 50_000, above: 250_000, threshold: 100_000 });
    expect(halved?.[METERS.output]).toEqual({ base: 1_000_000, above: 5_000_000, threshold: 100_000 });
    const own = { row: { [METERS.input]: 7 }, baseModel: 'claude-haiku-4-5', factors: null };
    expect(offeredPrice('vertex', 'tuned', own)).toMatchObject({ [METERS.input]: 7, [METERS.output]: 5_000_000 });
  });
});

describe('the terms that change a price', () => {
  it('are those of the model, each once, without those that change nothing', () => {
    const regional = { label: 'regional and multi-region endpoints', percent: 110 };
    expect(surchargesOf('vertex', 'claude-sonnet-4-5-20250929')).toContainEqual(expect.objectContaining(regional));
    expect(surchargesOf('vertex', 'claude-opus-4-20250514').map(({ label }) => label)).not.toContain(
      'regional and multi-region endpoints',
    );
  });
});

describe('what the lists tell of other makers’ models', () => {
  it.each([
    ['openai', 'gpt-4o', 128_000, 16_384],
    ['azure-openai', 'gpt-4o-2024-08-06', 128_000, 16_384],
    ['bedrock', 'us.amazon.nova-pro-v1:0', 300_000, 10_000],
    ['google', 'models/gemini-2.5-pro', 1_048_576, 65_536],
    ['vertex', 'google/gemini-2.5-pro', 1_048_576, 65_535],
    ['groq', 'llama-3.3-70b-versatile', 131_072, 32_768],
  ])('%s %s: a window of %d tokens, and at most %d of output', (platform, name, contextTokens, maxOutputTokens) => {
    expect(describeKnown(platform, name)).toMatchObject({ contextTokens, maxOutputTokens });
    expect(factsWithImports(platform, name).maxOutputTokens).toBe(maxOutputTokens);
  });

  it('are abilities, the last day, and which lists have the price', () => {
    const known = describeKnown('openai', 'gpt-4o');
    expect(known.modalities).toEqual(expect.arrayContaining(['text', 'image']));
    expect(known.capabilities).toEqual(expect.arrayContaining(['tools', 'structured-output']));
    expect(known.endsOn).toBe('2027-01-14');
    expect(known.priceSources.length).toBeGreaterThan(1);
    expect(describeKnown('anthropic', 'claude-opus-5').priceSources).toEqual([]);
  });

  it('give no limit to a model that no list knows', () => {
    expect(factsWithImports('openai', 'house-model').maxOutputTokens).toBeNull();
  });
});

it('a platform of hundreds of models is collected in slices, and once', () => {
  // Another import: nothing is remembered of it.
  useImported({ source: 'a test of slices', platforms: {} });
  const slices = knownModelSlices('azure-openai');
  let pauses = 0;
  let turn = slices.next();
  for (; turn.done !== true; turn = slices.next()) pauses += 1;
  expect(turn.value.length).toBeGreaterThan(100);
  expect(pauses).toBeGreaterThan(turn.value.length / 16);
  expect(knownModelSlices('azure-openai').next()).toMatchObject({ done: true, value: turn.value });
});
