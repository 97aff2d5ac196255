import { beforeEach, describe, expect, it } from 'vitest';
import { manualClock, type ManualClock } from '../../../testkit/manual-clock.ts';
import { createMemoryCounters } from '../../storage/counters/memory.ts';
import type { BreakerConfig } from '../../routing/parse.ts';
import { createCircuitBreaker, type CircuitBreaker, type CircuitState } from './circuit-breaker.ts';

const COOLDOWN = 30_000;
const COUNTING: BreakerConfig = {
  failureThreshold: 3,
  failurePercentage: null,
  minimumRequests: 1,
  cooldownMs: COOLDOWN,
  statusCodes: null,
};
const RATING: BreakerConfig = { ...COUNTING, failureThreshold: null, failurePercentage: 50, minimumRequests: 4 };

let clock: ManualClock;
let breaker: CircuitBreaker;

beforeEach(() => {
  clock = manualClock();
  breaker = createCircuitBreaker({ counters: createMemoryCounters({ now: clock.now }), now: clock.now });
});

async function state(key = 'a'): Promise<CircuitState | undefined> {
  return (await breaker.peek([key]))[0];
}

async function meet(statuses: readonly number[], config: BreakerConfig = COUNTING): Promise<void> {
  for (const status of statuses) await breaker.record('a', config, { status, began: clock.now() });
}

describe('a circuit opens', () => {
  it('at the count of failures, not before', async () => {
    await meet([503, 503]);
    expect(await state()).toBe('closed');
    await meet([503]);
    expect(await state()).toBe('open');
  });

  it('for its own target only', async () => {
    await meet([503, 503, 503]);
    expect(await breaker.peek(['b', 'a', 'c'])).toEqual(['closed', 'open', 'closed']);
  });

  it('on failures that are not in a row', async () => {
    await meet([503, 200, 503, 200, 200, 503]);
    expect(await state()).toBe('open');
  });

  it('at the rate of failures, once there were enough requests to speak of one', async () => {
    await meet([503, 503, 503], RATING);
    expect(await state()).toBe('closed');
    await meet([200], RATING);
    expect(await state()).toBe('closed');
    await meet([503], RATING);
    expect(await state()).toBe('open');
  });

  it('not below the rate', async () => {
    await meet([200, 200, 200, 503, 503, 200, 200, 503], RATING);
    expect(await state()).toBe('closed');
  });

  it('by whichever of count and rate comes first', async () => {
    const both = { ...RATING, failureThreshold: 2 };
    await meet([503, 503], both);
    expect(await state()).toBe('open');
  });

  it('not on failures that are older than the window, which is one cooldown long', async () => {
    await meet([503, 503]);
    clock.advance(COOLDOWN);
    await meet([503]);
    expect(await state()).toBe('closed');
    clock.advance(COOLDOWN / 2);
    await meet([503, 503]);
    expect(await state()).toBe('open');
  });
});

describe('what counts as a failure', () => {
  const opens = async (status: number, statusCodes: BreakerConfig['statusCodes']) => {
    await meet([status], { ...COUNTING, failureThreshold: 1, statusCodes });
    return (await state()) === 'open';
  };

  it.each([0, 408, 501, 502, 503, 504, 529])('%d, unless the config has a list', async (status) => {
    expect(await opens(status, null)).toBe(true);
  });

  it.each([200, 246, 400, 401, 404, 412, 429, 500])('not %d, unless the config lists it', async (status) => {
    expect(await opens(status, null)).toBe(false);
    expect(await opens(status, new Set([status]))).toBe(true);
  });

  it('not what the list leaves out; but no answer at all is on every list', async () => {
    expect(await opens(503, new Set([429]))).toBe(false);
    expect(await opens(0, new Set([429]))).toBe(true);
  });
});

describe('an open circuit', () => {
  it.each([
    ['closed', 200],
    ['kept open for longer', 503],
  ])('is not %s by a stream that began before it opened', async (_, status) => {
    const began = clock.now();
    clock.advance(1000);
    await meet([503, 503, 503]);
    clock.advance(COOLDOWN - 1);
    await breaker.record('a', COUNTING, { status, began });
    expect(await state()).toBe('open');
    clock.advance(1);
    expect(await state()).toBe('probe');
  });

  it('is closed by a success that came although it was open: where all are, nobody is left out', async () => {
    await meet([503, 503, 503]);
    clock.advance(1);
    await meet([200]);
    expect(await state()).toBe('closed');
  });
});

describe('after the cooldown', () => {
  beforeEach(async () => {
    await meet([503, 503, 503]);
    clock.advance(COOLDOWN - 1);
    expect(await state()).toBe('open');
    clock.advance(1);
  });

  it('one caller of many may try the target', async () => {
    expect(await state()).toBe('probe');
    const taken = await Promise.all(Array.from({ length: 20 }, () => breaker.probe('a')));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('looking takes no probe', async () => {
    for (let look = 0; look < 5; look += 1) expect(await state()).toBe('probe');
    expect(await breaker.probe('a')).toBe(true);
  });

  it('a probe that succeeds closes the circuit, and what was before is forgotten', async () => {
    await breaker.probe('a');
    await meet([200]);
    expect(await state()).toBe('closed');
    await meet([503, 503]);
    expect(await state()).toBe('closed');
  });

  it('a probe that fails opens it again for a whole cooldown, and the next probe is to be had after it', async () => {
    await breaker.probe('a');
    await meet([503]);
    expect(await state()).toBe('open');
    clock.advance(COOLDOWN);
    expect(await state()).toBe('probe');
    expect(await breaker.probe('a')).toBe(true);
  });

  it('a probe that is never heard of again frees its place after a minute', async () => {
    expect(await breaker.probe('a')).toBe(true);
    clock.advance(59_999);
    expect(await breaker.probe('a')).toBe(false);
    clock.advance(1);
    expect(await breaker.probe('a')).toBe(true);
  });

  it('a circuit that nobody asks for closes by itself in the end', async () => {
    clock.advance(COOLDOWN * 9);
    expect(await state()).toBe('closed');
  });
});

describe('a counters engine that is away', () => {
  const away = {
    count: () => Promise.resolve(0),
    put: () => Promise.resolve(),
    get: (keys: readonly string[]) => Promise.resolve(keys.map(() => null)),
    lease: () => Promise.resolve(false),
    remove: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };

  it('leaves every circuit closed', async () => {
    breaker = createCircuitBreaker({ counters: away, now: clock.now });
    await meet([503, 503, 503, 503]);
    await meet([503, 503, 503, 503, 503], RATING);
    expect(await state()).toBe('closed');
  });
});
