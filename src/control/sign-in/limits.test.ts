import { describe, expect, it } from 'vitest';
import { createMemoryRates } from '../../storage/rates/memory.ts';
import { createSignInLimits } from './limits.ts';

const MINUTE_MS = 60_000;
/** Of a window of a quarter of an hour: what is in the oldest step still counts. */
const STEP_MS = 15_000;

function open() {
  let now = 0;
  const elapsed = () => now;
  const limits = createSignInLimits([createMemoryRates({ elapsed })]);
  const fail = async (account: string, address: string, times = 1): Promise<void> => {
    for (let count = 0; count < times; count++) await limits.begin({ account, address });
  };
  return { limits, fail, elapsed, wait: (ms: number) => (now += ms) };
}

describe('guessing a password', () => {
  it('ends after five failures from one address, and goes on after a quarter of an hour', async () => {
    const { fail, wait } = open();
    await fail('ada', 'a', 5);
    await expect(fail('ada', 'a')).rejects.toThrow(/Too many attempts/);
    wait(15 * MINUTE_MS - 1);
    await expect(fail('ada', 'a')).rejects.toThrow(/Too many attempts/);
    wait(STEP_MS + 1);
    await fail('ada', 'a');
  });

  it('says for how long, in seconds', async () => {
    const { fail, wait } = open();
    await fail('ada', 'a', 5);
    wait(5 * MINUTE_MS);
    await expect(fail('ada', 'a')).rejects.toThrow(expect.objectContaining({ retryAfter: 615 }));
  });

  it('slides: failures at the end of one quarter of an hour still count in the next', async () => {
    const { fail, wait } = open();
    await fail('ada', 'a');
    wait(14 * MINUTE_MS);
    await fail('ada', 'a', 4);
    wait(2 * MINUTE_MS);
    await fail('ada', 'a');
    await expect(fail('ada', 'a')).rejects.toThrow(/Too many attempts/);
  });

  it('from one address does not keep the owner of the account out from another', async () => {
    const { fail } = open();
    await fail('ada', 'a', 5);
    await fail('ada', 'b');
  });

  it('from many addresses ends as well', async () => {
    const { fail } = open();
    for (let address = 0; address < 50; address++) await fail('ada', `10.0.0.${address}`);
    await expect(fail('ada', '10.0.1.1')).rejects.toThrow(/Too many attempts/);
  });

  it('from the many addresses of one IPv6 network ends as from one', async () => {
    const { fail } = open();
    for (let address = 0; address < 5; address++) await fail('ada', `2001:db8:1:2::${address}`);
    await expect(fail('ada', '2001:db8:1:2:ffff::9')).rejects.toThrow(/Too many attempts/);
    await fail('ada', '2001:db8:1:3::1');
  });

  it('for many accounts from one address ends', async () => {
    const { fail } = open();
    for (let account = 0; account < 30; account++) await fail(`somebody ${account}`, 'a');
    await expect(fail('somebody else', 'a')).rejects.toThrow(/Too many attempts/);
  });

  it('counts attempts that run at the same time, before any of them has failed', async () => {
    const { limits } = open();
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, () => limits.begin({ account: 'ada', address: 'a' })),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  it('a success counts as no failure, and forgives those of the account from there', async () => {
    const { limits, fail } = open();
    for (let round = 0; round < 40; round++) await (await limits.begin({ account: 'ada', address: 'a' }))();
    await fail('ada', 'a', 4);
    await (
      await limits.begin({ account: 'ada', address: 'a' })
    )();
    await fail('ada', 'a', 5);
  });
});

describe('a sign-in of two steps', () => {
  it('is no failure in between: an office behind one address signs in all day', async () => {
    const { limits } = open();
    for (let person = 0; person < 100; person++) {
      await (
        await limits.begin({ account: `${person}`, address: 'a' })
      )('first-step');
      await (
        await limits.begin({ account: `${person}`, address: 'a' })
      )();
    }
  });

  it('gives no more guesses at the second step to whoever begins anew with the right password', async () => {
    const { limits, fail } = open();
    for (let guess = 0; guess < 5; guess++) {
      await (
        await limits.begin({ account: 'ada', address: 'a' })
      )('first-step');
      await fail('ada', 'a');
    }
    await expect(fail('ada', 'a')).rejects.toThrow(/Too many attempts/);
  });
});

describe('guessing at several processes', () => {
  const ATTEMPT = { account: 'ada', address: 'a' };

  function openTwo() {
    const { elapsed } = open();
    const state = { isAway: false };
    const kept = createMemoryRates({ elapsed });
    const shared = {
      take: async (claims: Parameters<typeof kept.take>[0]) => {
        if (state.isAway) throw new Error('away');
        return kept.take(claims);
      },
      add: async (counted: Parameters<typeof kept.add>[0]) => kept.add(counted),
      reset: async (window: Parameters<typeof kept.reset>[0]) => {
        if (state.isAway) throw new Error('away');
        kept.reset(window);
      },
    };
    const process = () => createSignInLimits([createMemoryRates({ elapsed }), shared]);
    return { one: process(), other: process(), state };
  }

  it('ends after five failures at all of them together', async () => {
    const { one, other } = openTwo();
    for (let count = 0; count < 3; count++) await one.begin(ATTEMPT);
    for (let count = 0; count < 2; count++) await other.begin(ATTEMPT);
    await expect(one.begin(ATTEMPT)).rejects.toThrow(/Too many attempts/);
    await expect(other.begin(ATTEMPT)).rejects.toThrow(/Too many attempts/);
  });

  it('ends at each of them while the shared counts are away, and never opens', async () => {
    const { one, other, state } = openTwo();
    state.isAway = true;
    for (const process of [one, other]) {
      for (let count = 0; count < 5; count++) await process.begin(ATTEMPT);
      await expect(process.begin(ATTEMPT)).rejects.toThrow(/Too many attempts/);
    }
  });

  it('a success at one forgives what failed there, also while the shared counts go away in between', async () => {
    const { one, state } = openTwo();
    for (let count = 0; count < 4; count++) await one.begin(ATTEMPT);
    const succeed = await one.begin(ATTEMPT);
    state.isAway = true;
    await succeed();
    for (let count = 0; count < 5; count++) await one.begin(ATTEMPT);
  });

  it('an attempt that the shared counts refuse is taken back from those of the process', async () => {
    const { one, other, state } = openTwo();
    for (let count = 0; count < 5; count++) await one.begin(ATTEMPT);
    for (let count = 0; count < 9; count++) await expect(other.begin(ATTEMPT)).rejects.toThrow(/Too many attempts/);
    state.isAway = true;
    for (let count = 0; count < 5; count++) await other.begin(ATTEMPT);
  });
});

it('a flood of attempts from everywhere forgets no limit of a key that is counted beside them', async () => {
  const rates = createMemoryRates({ elapsed: () => 0 });
  const window = { place: 'key:1:rpw', windowMs: 604_800_000, value: 1, amount: 1 } as const;
  expect(rates.take({ windows: [window], agents: [] })).toBeNull();
  const limits = createSignInLimits([rates]);
  for (let network = 0; network < 1700; network++)
    for (let count = 0; count < 30; count++)
      await limits.begin({ address: `10.0.${network >> 8}.${network & 255}`, account: `${network} ${count}` });
  expect(rates.take({ windows: [window], agents: [] })).not.toBeNull();
});
