import { expect, it } from 'vitest';
import { manualClock } from '../../../testkit/manual-clock.ts';
import { ALIVE_MS } from '../ports/rates.ts';
import { ratesSuite } from '../ports/rates.suite.ts';
import { createMemoryRates } from './memory.ts';

ratesSuite('memory', () => {
  const clock = manualClock();
  return Promise.resolve({
    rates: createMemoryRates({ elapsed: clock.elapsed }),
    other: null,
    advance: clock.advance,
    destroy: () => Promise.resolve(),
  });
});

it('keeps a subagent alive for as long as a request of its runs', () => {
  const clock = manualClock();
  const rates = createMemoryRates({ elapsed: clock.elapsed });
  const agent = (name: string) => ({ windows: [], agents: [{ place: 'p', agent: name, most: 1 }] });
  rates.take(agent('a'));
  clock.advance(10 * ALIVE_MS);
  expect(rates.take(agent('b'))).toEqual({ kind: 'agent', at: 0 });
  rates.leave(agent('a').agents);
  clock.advance(ALIVE_MS);
  expect(rates.take(agent('b'))).toBeNull();
});

it('begins anew when a limit counts another stretch of time', () => {
  const rates = createMemoryRates({ elapsed: manualClock().elapsed });
  const claim = (windowMs: number) => ({
    windows: [{ place: 'p', windowMs, value: 1, amount: 1 as const }],
    agents: [],
  });
  expect(rates.take(claim(60_000))).toBeNull();
  expect(rates.take(claim(60_000))).not.toBeNull();
  expect(rates.take(claim(3_600_000))).toBeNull();
});
