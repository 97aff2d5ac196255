import { expect, it } from 'vitest';
import { replayAgents, replaySpeed, shownEntity, type PastSessionUse } from './replay-velocity.ts';

const START = Date.UTC(2026, 10, 1);
const use = (seconds: number, more: Partial<PastSessionUse> = {}): PastSessionUse => ({
  at: START + seconds * 1000,
  endedAt: START + seconds * 1000 + 500,
  sender: 'ada',
  apiKeyId: 'k-1',
  session: 's-1',
  agent: null,
  requests: 1,
  fromCache: 0,
  costNanoUsd: 40,
  tokens: 100,
  ...more,
});

it('blocks a session while the dollars of its last minute have reached the limit, and counts nothing that it blocks', () => {
  const uses = [0, 10, 20, 30, 61, 75].map((at) => use(at));
  const { requests, blockedRequests, blocked } = replaySpeed(uses, 'session', 100);
  expect([requests, blockedRequests]).toEqual([6, 1]);
  expect(blocked).toMatchObject([{ sender: 'ada', requests: 1, firstAt: START + 30_000 }]);
  expect(shownEntity(blocked[0]?.entity ?? '')).toBe('s-1');
});

it('tells sessions of two keys apart, and leaves out who names none', () => {
  const uses = [use(0, { costNanoUsd: 100 }), use(1, { apiKeyId: 'k-2' }), use(2, { session: null }), use(3)];
  const bySession = replaySpeed(uses, 'session', 100);
  expect(bySession).toMatchObject({ requests: 3, entities: 2, blockedRequests: 1 });
  const byKey = replaySpeed(uses, 'key', 100);
  expect(byKey).toMatchObject({ requests: 4, entities: 2, blockedRequests: 2 });
  expect(byKey.blocked.map(({ entity }) => shownEntity(entity))).toEqual(['k-1']);
});

it('blocks a subagent while as many others are alive: a minute after the end of their requests', () => {
  const uses = [
    use(0, { agent: 'a', endedAt: START + 40_000 }),
    use(1, { agent: 'b' }),
    use(2, { agent: 'c', requests: 3 }),
    use(3, { agent: 'a', endedAt: START + 3500 }),
    use(4),
    use(62, { agent: 'c' }),
    use(63, { agent: 'd' }),
  ];
  const { requests, blockedRequests, blocked } = replayAgents(uses, 'session', 2);
  expect([requests, blockedRequests]).toEqual([8, 4]);
  expect(blocked).toMatchObject([{ requests: 4, firstAt: START + 2000, lastAt: START + 63_000 }]);
});

it('of no subagents blocks each of them, and never the main agent', () => {
  expect(replayAgents([use(0), use(1, { agent: 'a' })], 'key', 0)).toMatchObject({ requests: 1, blockedRequests: 1 });
});
