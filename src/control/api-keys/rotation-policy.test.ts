import { describe, expect, it } from 'vitest';
import { nextRotation, toRotation } from './rotation-policy.ts';

const at = (text: string): number => Date.parse(text);
const shown = (ms: number): string => new Date(ms).toISOString();

describe('the next rotation', () => {
  it.each([
    ['weekly', '2026-11-29T12:00:00Z', '2026-11-30T00:00:00.000Z'],
    ['weekly', '2026-11-30T00:00:00Z', '2026-12-07T00:00:00.000Z'],
    ['weekly', '2026-12-02T23:59:59Z', '2026-12-07T00:00:00.000Z'],
    ['monthly', '2026-12-31T23:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['monthly', '2027-01-01T00:00:00Z', '2027-02-01T00:00:00.000Z'],
    [3, '2026-11-29T12:00:00Z', '2026-12-02T00:00:00.000Z'],
  ] as const)('of a period (%s) after %s is %s', (period, now, next) => {
    expect(shown(nextRotation(period, at(now)))).toBe(next);
  });
});

describe('a rotation policy', () => {
  const now = at('2026-11-29T12:00:00Z');

  it('counts its first day as midnight UTC', () => {
    const policy = toRotation({ rotation_period: 'monthly', next_rotation_at: '2026-12-24T18:00:00+02:00' }, now);
    expect(policy && shown(policy.nextAt)).toBe('2026-12-24T00:00:00.000Z');
  });

  it('without a period is none', () => {
    expect(toRotation({ rotation_period: null }, now)).toBeNull();
    expect(toRotation(null, now)).toBeNull();
  });

  it.each([
    [{ rotation_period: 'weekly', rotation_period_days: 7 }, 'both'],
    [{ rotation_period_days: 1, key_transition_period_ms: 86_400_000 }, 'shorter than'],
    [{ rotation_period: 'weekly', next_rotation_at: '2026-11-29T23:00:00Z' }, 'must be after'],
    [{ next_rotation_at: '2027-01-01' }, 'is required'],
  ] as const)('that contradicts itself is refused: %j', (wanted, words) => {
    expect(() => toRotation(wanted, now)).toThrow(words);
  });
});
