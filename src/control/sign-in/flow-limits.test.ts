import { describe, expect, it } from 'vitest';
import { hashKey } from '../../kernel/key-hash.ts';
import { createMemoryRates } from '../../storage/rates/memory.ts';
import { createFlowLimits, type FlowLimits } from './flow-limits.ts';

const DEVICE = hashKey('a-device');
const QUARTER_MS = 15 * 60_000;

function openTwo() {
  const state = { now: 0, isAway: false };
  const elapsed = () => state.now;
  const kept = createMemoryRates({ elapsed });
  const shared: Parameters<typeof createFlowLimits>[0][number] = {
    take: async (claims) => {
      if (state.isAway) throw new Error('away');
      return kept.take(claims);
    },
    add: async (counted) => kept.add(counted),
    reset: async (window) => kept.reset(window),
  };
  const process = () => createFlowLimits([createMemoryRates({ elapsed }), shared]);
  return { one: process(), other: process(), state };
}

async function begun(limits: FlowLimits, address: string, times: number): Promise<number> {
  let passed = 0;
  for (let count = 0; count < times; count++) if (await limits.begin(address)) passed += 1;
  return passed;
}

describe('sign-ins that are begun', () => {
  it('end after 300 from one network at all processes together, and go on after a quarter of an hour', async () => {
    const { one, other, state } = openTwo();
    expect(await begun(one, '203.0.113.1', 200)).toBe(200);
    expect(await begun(other, '203.0.113.1', 200)).toBe(100);
    expect(await begun(one, '203.0.113.1', 1)).toBe(0);
    expect(await begun(other, '203.0.113.2', 1)).toBe(1);
    state.now += QUARTER_MS * 1.1;
    expect(await begun(one, '203.0.113.1', 1)).toBe(1);
  });

  it('count for the whole network of an IPv6 address', async () => {
    const { one } = openTwo();
    expect(await begun(one, '2001:db8:1:2::1', 299)).toBe(299);
    expect(await begun(one, '2001:db8:1:2::2', 2)).toBe(1);
    expect(await begun(one, '2001:db8:1:3::1', 1)).toBe(1);
  });

  it('end at each process by itself while the shared counts are away', async () => {
    const { one, other, state } = openTwo();
    state.isAway = true;
    for (const process of [one, other]) expect(await begun(process, 'a', 310)).toBe(300);
  });
});

describe('a device that polls', () => {
  it('is told to slow down where it polls too soon, whichever process it reaches', async () => {
    const { one, other, state } = openTwo();
    expect(await one.poll(DEVICE)).toBe(true);
    state.now += 2000;
    expect(await other.poll(DEVICE)).toBe(false);
    expect(await other.poll(hashKey('another'))).toBe(true);
  });

  it('may poll at its interval, also where the network brings two polls a little closer together', async () => {
    const { one, other, state } = openTwo();
    for (const process of [one, other, one, other]) {
      expect(await process.poll(DEVICE)).toBe(true);
      state.now += 4100;
    }
  });
});
