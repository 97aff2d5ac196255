import { expect, it } from 'vitest';
import { windowAt } from '../../kernel/limit-window.ts';
import type { Period } from '../../kernel/limit-window.ts';
import { replayBudget, replayRate, type PastUse } from './replay.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 1);
const use = (at: number, more: Partial<PastUse> = {}): PastUse => ({
  at: START + at,
  entity: '',
  sender: 'ada',
  requests: 1,
  fromCache: 0,
  costNanoUsd: 4,
  tokens: 100,
  ...more,
});
const windowOf = (period: Period, at: number) => windowAt(period, at, { zone: 'UTC', weekStart: 'monday' });

it('blocks what a budget has no room for, until the period is over', () => {
  const uses = [0, 1000, 2000, 3000, DAY, DAY + 1000].map((at) => use(at));
  const daily = replayBudget(uses, { unit: 'cost', amount: 10, period: 'daily' }, windowOf);
  expect(daily).toMatchObject({ requests: 6, blockedRequests: 2, entities: 1 });
  expect(daily.blocked).toEqual([
    { entity: '', sender: 'ada', requests: 2, firstAt: START + 2000, lastAt: START + 3000 },
  ]);
  expect(replayBudget(uses, { unit: 'cost', amount: 10, period: null }, windowOf).blockedRequests).toBe(4);
  expect(replayBudget(uses, { unit: 'requests', amount: 6, period: 'monthly' }, windowOf).blocked).toEqual([]);
});

it('counts each entity by itself, and reports who was blocked the most first', () => {
  const uses = [
    use(0, { entity: 'a', sender: 'ada', requests: 5 }),
    use(1, { entity: 'b', sender: 'bob', requests: 9 }),
    use(2, { entity: 'b', sender: 'cyd', requests: 1 }),
  ];
  const { blocked, entities } = replayBudget(uses, { unit: 'requests', amount: 4, period: null }, windowOf);
  expect(entities).toBe(2);
  expect(blocked.map(({ sender, requests }) => [sender, requests])).toEqual([
    ['bob', 5],
    ['ada', 1],
    ['cyd', 1],
  ]);
});

it('blocks no answer out of the cache by a budget, and counts it in a rate', () => {
  const uses = [use(0, { requests: 3, fromCache: 1 }), use(1000, { requests: 2, fromCache: 2, costNanoUsd: 0 })];
  expect(replayBudget(uses, { unit: 'requests', amount: 1, period: null }, windowOf)).toMatchObject({
    requests: 2,
    blockedRequests: 1,
  });
  expect(replayRate(uses, { unit: 'requests', per: 'minute', value: 4 })).toMatchObject({
    requests: 5,
    blockedRequests: 1,
  });
});

it('takes the requests of one step as equal', () => {
  const [one] = replayBudget(
    [use(0, { requests: 10, costNanoUsd: 100 })],
    { unit: 'cost', amount: 35, period: null },
    windowOf,
  ).blocked;
  expect(one?.requests).toBe(7);
});

it('lets as many pass in any minute as a rate says, and does not count those that it blocks', () => {
  const uses = [0, 10_000, 20_000, 61_000].map((at) => use(at, { requests: 2 }));
  expect(replayRate(uses, { unit: 'requests', per: 'minute', value: 3 })).toMatchObject({
    requests: 8,
    blockedRequests: 3,
  });
});

it('blocks requests by a rate of tokens once it is used up', () => {
  const uses = [0, 1000, 2000, 70_000].map((at) => use(at));
  const { blocked } = replayRate(uses, { unit: 'tokens', per: 'minute', value: 150 });
  expect(blocked).toMatchObject([{ requests: 1, firstAt: START + 2000 }]);
});
