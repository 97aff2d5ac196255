/** How often a password may be tried: by one address, for one account, and by one address for one account. */
import { BoundedMap } from '../../kernel/bounded-map.ts';
import { GatewayError } from '../../kernel/errors.ts';

const MINUTE_MS = 60_000;

/**
 * Few from one place; more in all, so that somebody who fails on purpose does not keep the owner of the account out from
 * elsewhere; and a bound on what one address may try with any account.
 */
const RULES = [
  {
    name: 'account from one address',
    max: 5,
    windowMs: 15 * MINUTE_MS,
    key: (a: Attempt) => `${a.account} ${a.address}`,
  },
  { name: 'account', max: 50, windowMs: 60 * MINUTE_MS, key: (a: Attempt) => a.account },
  { name: 'address', max: 30, windowMs: 15 * MINUTE_MS, key: (a: Attempt) => a.address },
] as const;

/** Counts that are remembered for each rule; a flood of others forgets the oldest. */
const MAX_COUNTS = 10_000;

export interface Attempt {
  /** Of the connection. */
  address: string;
  /** What is tried: an e-mail address in lower case, or the name of a kind of token. */
  account: string;
}

export interface SignInLimits {
  /**
   * Counts the attempt before it is looked at, so that many at once count as many. Throws `too_many_sign_ins`. Returns what to
   * call when it succeeds: it then counts no more, and earlier failures of the account from this address are forgotten. After
   * the `first-step` they are not: whoever has the password would have endless guesses at the second.
   */
  begin(attempt: Attempt): (succeeded?: 'first-step') => void;
}

/** `elapsed`: monotonic ms. Kept in this process: each process of several counts for itself. */
export function createSignInLimits({ elapsed }: { elapsed: () => number }): SignInLimits {
  const counts = RULES.map(() => new BoundedMap<{ since: number; count: number }>(MAX_COUNTS));
  const countOf = (index: number, key: string, windowMs: number) => {
    const now = elapsed();
    const known = counts[index]?.get(key);
    if (known !== undefined && now - known.since < windowMs) return known;
    const fresh = { since: now, count: 0 };
    counts[index]?.set(key, fresh);
    return fresh;
  };
  return {
    begin(attempt) {
      const touched = RULES.map(({ key, windowMs }, index) => countOf(index, key(attempt), windowMs));
      for (const [index, { max, windowMs }] of RULES.entries()) {
        const found = touched[index];
        if (found === undefined || found.count < max) continue;
        throw new GatewayError('too_many_sign_ins', 'Too many attempts to sign in have failed.', {
          retryAfter: Math.max(1, Math.ceil((found.since + windowMs - elapsed()) / 1000)),
          hint: 'Wait, or reset the password.',
        });
      }
      for (const count of touched) count.count += 1;
      return (succeeded) => {
        for (const count of touched) count.count -= 1;
        const [nearest] = touched;
        if (nearest !== undefined && succeeded === undefined) nearest.count = 0;
      };
    },
  };
}
