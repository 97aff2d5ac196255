import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../testkit/manual-clock.ts';
import type { CompiledVelocity } from '../../routing/compiled-limits.ts';
import { ALIVE_MS, createRunningAgents, spendWindow } from './velocity.ts';

const limit = (per: 'session' | 'key'): CompiledVelocity => ({
  per,
  place: 'velocity:workspace:1',
  nanoUsdPerMinute: 5e9,
  subagents: 2,
  owner: { kind: 'workspace', name: 'Team', isPassable: false },
});
const goer = (agent: string | null, session: string | null = 's1') => ({ apiKeyId: 'k1', session, agent });

describe('subagents that are alive', () => {
  it('are as many as the limit says, and those that run go on', () => {
    const { enter, leave } = createRunningAgents({ elapsed: manualClock().elapsed });
    const one = limit('session');
    expect([goer('a'), goer('b'), goer('c'), goer('a'), goer(null)].map((who) => enter(one, who))).toEqual([
      true,
      true,
      false,
      true,
      true,
    ]);
    leave(one, goer('b'));
    expect(enter(one, goer('c')), 'its tools may be at work').toBe(false);
    expect(enter(one, goer('c', 's2')), 'another session').toBe(true);
  });

  it('make room a minute after their last answer, and never while one runs', () => {
    const clock = manualClock();
    const { enter, leave } = createRunningAgents({ elapsed: clock.elapsed });
    const one = limit('key');
    enter(one, goer('a'));
    enter(one, goer('b', 's2'));
    leave(one, goer('b', 's2'));
    clock.advance(ALIVE_MS - 1);
    expect(enter(one, goer('c'))).toBe(false);
    clock.advance(1);
    expect(enter(one, goer('c'))).toBe(true);
    clock.advance(10 * ALIVE_MS);
    expect(enter(one, goer('d')), 'a and c still run').toBe(false);
  });
});

it('counts dollars by session or by key, and by nothing where the client names no session', () => {
  expect(spendWindow(limit('session'), goer(null))).toEqual({
    place: 'velocity:workspace:1:k1:s1:usd',
    windowMs: 60_000,
    value: 5e9,
  });
  expect(spendWindow(limit('key'), goer(null, null))?.place).toBe('velocity:workspace:1:k1:usd');
  expect(spendWindow(limit('session'), goer(null, null))).toBeNull();
  expect(spendWindow({ ...limit('key'), nanoUsdPerMinute: null }, goer(null))).toBeNull();
});
