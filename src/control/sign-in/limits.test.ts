import { describe, expect, it } from 'vitest';
import { createSignInLimits } from './limits.ts';

const MINUTE_MS = 60_000;

function open() {
  let now = 0;
  const limits = createSignInLimits({ elapsed: () => now });
  const fail = (account: string, address: string, times = 1): void => {
    for (let count = 0; count < times; count++) limits.begin({ account, address });
  };
  return { limits, fail, wait: (ms: number) => (now += ms) };
}

describe('guessing a password', () => {
  it('ends after five failures from one address, and goes on after a quarter of an hour', () => {
    const { fail, wait } = open();
    fail('ada', 'a', 5);
    expect(() => fail('ada', 'a')).toThrow(/Too many attempts/);
    wait(15 * MINUTE_MS);
    fail('ada', 'a');
  });

  it('says for how long, in seconds', () => {
    const { fail, limits, wait } = open();
    fail('ada', 'a', 5);
    wait(5 * MINUTE_MS);
    expect(() => limits.begin({ account: 'ada', address: 'a' })).toThrow(expect.objectContaining({ retryAfter: 600 }));
  });

  it('from one address does not keep the owner of the account out from another', () => {
    const { fail } = open();
    fail('ada', 'a', 5);
    fail('ada', 'b');
  });

  it('from many addresses ends as well', () => {
    const { fail } = open();
    for (let address = 0; address < 50; address++) fail('ada', `10.0.0.${address}`);
    expect(() => fail('ada', '10.0.1.1')).toThrow(/Too many attempts/);
  });

  it('for many accounts from one address ends', () => {
    const { fail } = open();
    for (let account = 0; account < 30; account++) fail(`somebody ${account}`, 'a');
    expect(() => fail('somebody else', 'a')).toThrow(/Too many attempts/);
  });

  it('counts attempts that run at the same time, before any of them has failed', () => {
    const { limits } = open();
    const attempts = Array.from({ length: 5 }, () => limits.begin({ account: 'ada', address: 'a' }));
    expect(() => limits.begin({ account: 'ada', address: 'a' })).toThrow();
    expect(attempts).toHaveLength(5);
  });

  it('a success counts as no failure, and forgives those of the account from there', () => {
    const { limits, fail } = open();
    for (let round = 0; round < 40; round++) limits.begin({ account: 'ada', address: 'a' })();
    fail('ada', 'a', 4);
    limits.begin({ account: 'ada', address: 'a' })();
    fail('ada', 'a', 5);
  });
});

describe('a sign-in of two steps', () => {
  it('is no failure in between: an office behind one address signs in all day', () => {
    const { limits } = open();
    for (let person = 0; person < 100; person++) {
      limits.begin({ account: `${person}`, address: 'a' })('first-step');
      limits.begin({ account: `${person}`, address: 'a' })();
    }
  });

  it('gives no more guesses at the second step to whoever begins anew with the right password', () => {
    const { limits, fail } = open();
    for (let guess = 0; guess < 5; guess++) {
      limits.begin({ account: 'ada', address: 'a' })('first-step');
      fail('ada', 'a');
    }
    expect(() => fail('ada', 'a')).toThrow(/Too many attempts/);
  });
});
