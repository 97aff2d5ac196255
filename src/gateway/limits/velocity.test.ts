import { expect, it } from 'vitest';
import type { CompiledVelocity } from '../../routing/compiled-limits.ts';
import { agentClaim, spendWindow } from './velocity.ts';

const limit = (per: 'session' | 'key'): CompiledVelocity => ({
  per,
  place: 'velocity:workspace:1',
  nanoUsdPerMinute: 5e9,
  subagents: 2,
  owner: { kind: 'workspace', name: 'Team', isPassable: false },
});
const goer = (agent: string | null, session: string | null = 's1') => ({ apiKeyId: 'k1', session, agent });

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

it('counts subagents by session or by key, and no request of the main agent', () => {
  expect(agentClaim(limit('session'), goer('a'))).toEqual({
    place: 'velocity:workspace:1:k1:s1:agents',
    agent: 's1 a',
    most: 2,
  });
  expect(agentClaim(limit('key'), goer('a'))?.place).toBe('velocity:workspace:1:k1:agents');
  expect(agentClaim(limit('session'), goer(null))).toBeNull();
  expect(agentClaim({ ...limit('session'), subagents: null }, goer('a'))).toBeNull();
});
