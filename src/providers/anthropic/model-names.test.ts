import { describe, expect, it } from 'vitest';
import { factsFor } from '../../catalog/models.ts';
import { anthropicModelName } from './model-names.ts';

const onAnthropic = (name: string) => anthropicModelName(name, factsFor('anthropic', name).platformId);

describe('a model’s name that Anthropic’s own API does not take', () => {
  it.each([
    ['claude-sonnet-4-5@20250929', 'claude-sonnet-4-5-20250929'],
    ['claude-sonnet-4-5@default', 'claude-sonnet-4-5-20250929'],
    ['claude-opus-4-8@default', 'claude-opus-4-8'],
    ['claude-opus-4-8@latest', 'claude-opus-4-8'],
    ['claude-opus-4-8[1m]', 'claude-opus-4-8'],
    ['claude-sonnet-4', 'claude-sonnet-4-20250514'],
    ['claude-3-5-haiku', 'claude-3-5-haiku-20241022'],
    ['claude-3-5-sonnet-v2@20241022', 'claude-3-5-sonnet-20241022'],
    ['claude-haiku-4-20250514', 'claude-haiku-4-5-20251001'],
    ['anthropic.claude-opus-4.5', 'claude-opus-4-5-20251101'],
    // Models that the catalog does not know.
    ['claude-verse-7@20280101', 'claude-verse-7-20280101'],
    ['claude-verse-7@default', 'claude-verse-7'],
    ['anthropic/claude-verse-7[1M]', 'claude-verse-7'],
  ])('%s becomes %s', (name, expected) => {
    expect(onAnthropic(name)).toBe(expected);
  });
});

it.each([
  'claude-sonnet-4-5',
  'claude-sonnet-4-5-20250929',
  'claude-opus-4-1',
  'claude-3-5-haiku-latest',
  'claude-opus-4-8',
  'my-alias',
  'claude-verse-7-20280101',
])('%s is taken as it is', (name) => {
  expect(onAnthropic(name)).toBe(name);
});
