import { describe, expect, it } from 'vitest';
import type { PolicyCondition } from '../storage/ports/records/policies.ts';
import { compilePolicy } from './compiled-policies.ts';

const condition = (key: string, values: string[], excludes = false): PolicyCondition => ({ key, values, excludes });

function valueKey(conditions: PolicyCondition[], facts: Record<string, string[]>, groupBy: string[] = []) {
  const policy = compilePolicy({
    id: 'p',
    workspaceId: null,
    name: 'Per user',
    rule: {
      conditions,
      groupBy,
      budget: { unit: 'cost', amount: 5, alertAt: null, period: 'monthly' },
      rate: null,
    },
  });
  return policy.valueKey((key) => facts[key] ?? []);
}

const FACTS = { 'metadata._user': ['alice'], model: ['@vertex/claude-opus-5', 'claude-opus-5'], provider: ['vertex'] };

describe('a policy', () => {
  it.each([
    ['any one of its values', [condition('metadata._user', ['bob', 'alice'])]],
    ['a wildcard', [condition('model', ['@vertex/*'])]],
    ['a wildcard in the middle', [condition('model', ['claude-*-5'])]],
    ['an exclusion of others', [condition('metadata._user', ['bob'], true)]],
    ['an exclusion of what the request lacks', [condition('metadata.team', ['*'], true)]],
    ['all conditions', [condition('metadata._user', ['*']), condition('provider', ['vertex'])]],
  ])('is for a request that meets %s', (_, conditions) => {
    expect(valueKey(conditions, FACTS)).toBe('');
  });

  it.each([
    ['has another value', [condition('metadata._user', ['bob'])]],
    ['has a value that only begins alike', [condition('model', ['claude-opus'])]],
    ['has a value in which a dot of the pattern is another character', [condition('provider', ['v.rtex'])]],
    ['lacks the key', [condition('metadata.team', ['*'])]],
    ['has an excluded value', [condition('model', ['*opus*'], true)]],
    ['meets one of two conditions', [condition('metadata._user', ['*']), condition('provider', ['openai'])]],
  ])('is not for a request that %s', (_, conditions) => {
    expect(valueKey(conditions, FACTS)).toBeNull();
  });

  it('counts a value that no database would take by what is left of it', () => {
    const of = (value: string) => valueKey([], { 'metadata._user': [value] }, ['metadata._user']);
    expect(of('a\0b')).toBe('metadata._user:ab');
    expect(of(`${'x'.repeat(199)}😀`)).toBe(`metadata._user:${'x'.repeat(199)}\ufffd`);
  });

  it('counts each combination of its groups by itself', () => {
    const all = [condition('metadata._user', ['*'])];
    expect(valueKey(all, FACTS, ['metadata._user', 'provider'])).toBe('metadata._user:alice,provider:vertex');
  });
});
