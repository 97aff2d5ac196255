/** How often a password may be tried: by one address, for one account, and by one address for one account. */
import { GatewayError } from '../../kernel/errors.ts';
import { networkOf } from '../../kernel/network-of.ts';
import type { RateRefusal } from '../../storage/ports/rates.ts';
import { countEverywhere, visitorWindow, type Counts } from './process-counts.ts';

const MINUTE_MS = 60_000;

/**
 * Few from one place; more in all, so that somebody who fails on purpose does not keep the owner of the account out from
 * elsewhere; and a bound on what one address may try with any account. That comes first: an address that is refused makes no
 * counts for accounts that it thinks up.
 */
const RULES = [
  { name: 'address', max: 30, windowMs: 15 * MINUTE_MS, of: (a: Attempt) => networkOf(a.address), isForgiven: false },
  {
    name: 'account-from-address',
    max: 5,
    windowMs: 15 * MINUTE_MS,
    of: (a: Attempt) => `${a.account} ${networkOf(a.address)}`,
    isForgiven: true,
  },
  { name: 'account', max: 50, windowMs: 60 * MINUTE_MS, of: (a: Attempt) => a.account, isForgiven: false },
] as const;

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
  begin(attempt: Attempt): Promise<(succeeded?: 'first-step') => Promise<void>>;
}

/** `counts`: of this process first, then those that all processes share. */
export function createSignInLimits(counts: readonly Counts[]): SignInLimits {
  return {
    async begin(attempt) {
      const windows = RULES.map((rule) => visitorWindow(rule, rule.of(attempt)));
      const counted = await countEverywhere(counts, windows);
      if ('kind' in counted) throw tooMany(counted);
      return async (succeeded) => {
        await counted.takeBack();
        // Failures that cannot be forgotten now count until their time is over.
        const nearest = windows.filter((_, index) => RULES[index]?.isForgiven === true);
        if (succeeded === undefined) await counted.forget(nearest);
      };
    },
  };
}

function tooMany(refusal: RateRefusal): GatewayError {
  const waitMs = refusal.kind === 'window' ? (refusal.waitMs ?? 0) : 0;
  return new GatewayError('too_many_sign_ins', 'Too many attempts to sign in have failed.', {
    retryAfter: Math.max(1, Math.ceil(waitMs / 1000)),
    hint: 'Wait, or reset the password.',
  });
}
