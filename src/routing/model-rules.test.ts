import { describe, expect, it } from 'vitest';
import { FULL_OFFER, type ModelEntry, type Offer } from '../storage/ports/records/model-provisioning.ts';
import { compileModelRules } from './model-rules.ts';

const entry = (slug: string, more: Partial<ModelEntry> = {}): ModelEntry => ({
  slug,
  enabled: true,
  isCustom: false,
  isFinetune: false,
  baseModelSlug: null,
  customHost: null,
  price: null,
  ...more,
});
const offer = (allowAll: boolean, ...entries: ModelEntry[]): Offer => ({
  ...FULL_OFFER,
  models: { allowAll, entries },
});

describe('an allow-list', () => {
  const rules = compileModelRules(
    offer(false, entry('claude-sonnet-4-5'), entry('my-tuned-model', { isCustom: true })),
  );

  it.each([
    'claude-sonnet-4-5',
    'claude-sonnet-4-5-20250929',
    'claude-sonnet-4-5@20250929',
    'Claude-Sonnet-4.5',
    'claude-sonnet-4-5[1m]',
    'anthropic/claude-sonnet-4-5',
    'publishers/anthropic/models/claude-sonnet-4-5',
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'my-tuned-model',
  ])('holds for every spelling of what it names: %s', (name) => {
    expect(rules.allows(name)).toBe(true);
  });

  it.each(['claude-opus-4-5', 'claude-sonnet-4-20250514', 'claude-sonnet-4-5-evil', 'my-tuned-model-2', '', 'default'])(
    'refuses what it does not name: "%s"',
    (name) => {
      expect(rules.allows(name)).toBe(false);
    },
  );
});

describe('a model that is disabled', () => {
  const rules = compileModelRules(offer(true, entry('claude-opus-4-5', { enabled: false })));

  it('is refused under every spelling, and all others pass', () => {
    expect(rules.isRestricted).toBe(true);
    for (const name of [
      'claude-opus-4-5',
      'claude-opus-4-5-20251101',
      'claude-opus-4.5@20251101',
      'claude-opus-4-5@latest',
    ])
      expect(rules.allows(name), name).toBe(false);
    expect(rules.allows('claude-opus-4-1')).toBe(true);
  });
});

it('says nothing about prices and hosts of models that have none of their own', () => {
  const rules = compileModelRules(offer(true, entry('a'), entry('b', { customHost: 'https://b.example' })));
  expect([rules.priceOf('a'), rules.priceOf('c'), rules.hostOf('a'), rules.hostOf('b')]).toEqual([
    undefined,
    undefined,
    null,
    'https://b.example',
  ]);
});
