/** A fallback from any of Claude's platforms to any other names the same model. */
import { describe, expect, it } from 'vitest';
import { CLAUDE_MODELS } from '../catalog/claude-models.data.ts';
import { factsFor } from '../catalog/models.ts';
import { anthropicModelName } from './anthropic/model-names.ts';
import { bedrockModelName } from './bedrock/model-names.ts';
import { vertexModelName } from './vertex/model-names.ts';

describe.each(CLAUDE_MODELS)('$id in the spelling of one platform reaches another', ({ id, vertexId, bedrockId }) => {
  const spellings = [id, vertexId, bedrockId, `global.${bedrockId}`, `${vertexId}[1m]`];
  it.each(spellings)('from %s', (name) => {
    const on = (platform: string) => factsFor(platform, name).platformId;
    expect(vertexModelName(name, on('vertex'))).toBe(vertexId);
    expect(anthropicModelName(name, on('anthropic'))).toBe(id);
    expect(bedrockModelName(name, on('bedrock'), 'ap-south-2').replace(/^(global|apac)\./, '')).toBe(bedrockId);
  });
});

it('what Bedrock calls a model that the catalog does not know is understood elsewhere', () => {
  const name = 'us.anthropic.claude-verse-7-20280101-v1:0';
  expect(anthropicModelName(name, null)).toBe('claude-verse-7-20280101');
  expect(vertexModelName(name, null)).toBe('claude-verse-7@20280101');
  expect(vertexModelName('claude-verse-7@latest', null)).toBe('claude-verse-7@latest');
});

describe('OpenRouter has names of its own for Claude, and no other host of that kind does', () => {
  it.each([
    ['openrouter', 'claude-sonnet-4-5@20250929', 'anthropic/claude-sonnet-4.5'],
    ['openrouter', 'us.anthropic.claude-3-7-sonnet-20250219-v1:0', 'anthropic/claude-3.7-sonnet'],
    ['openrouter', 'claude-opus-4', 'anthropic/claude-opus-4'],
    ['openrouter', 'anthropic/claude-3.7-sonnet:thinking', null],
    ['openrouter', 'openai/gpt-5.1', null],
    ['openai', 'claude-sonnet-4-5', null],
    ['groq', 'claude-opus-4-8', null],
  ])('%s: %s is %s', (platform, name, expected) => {
    expect(factsFor(platform, name).platformId).toBe(expected);
  });
});
