/** How often a password may be tried: by one address, for one account, and by one address for one account. */
import { hash } from 'node:crypto';
import { GatewayError } from '../../kernel/errors.ts';
import { networkOf } from '../../kernel/network-of.ts';
import type { RateRefusal, Rates, WindowClaim } from '../../storage/ports/rates.ts';

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

/**
 * `counts`: of this process first, then those that all processes share. Where the shared ones cannot be asked, those of this
 * process hold.
 */
export function createSignInLimits(counts: readonly Counts[]): SignInLimits {
  return {
    async begin(attempt) {
      const windows = windowsOf(attempt);
      const counted: Counts[] = [];
      for (const rates of counts) {
        const refusal = await take(rates, windows);
        if (refusal === 'away') continue;
        if (refusal === null) {
          counted.push(rates);
          continue;
        }
        await takeBack(counted, windows);
        throw tooMany(refusal);
      }
      return async (succeeded) => {
        await takeBack(counted, windows);
        if (succeeded === undefined) await forgive(counted, windows);
      };
    },
  };
}

type Counts = Pick<Rates, 'take' | 'add' | 'reset'>;

function windowsOf(attempt: Attempt): WindowClaim[] {
  return RULES.map(({ name, windowMs, max, of }) => ({
    // Hashed: whose counts they are is nobody's business who looks into a shared store, and they are as long as that.
    place: `sign-in:${name}:${hash('sha256', of(attempt), 'base64url')}`,
    windowMs,
    value: max,
    amount: 1,
    isOfVisitors: true,
  }));
}

async function take(rates: Counts, windows: readonly WindowClaim[]): Promise<RateRefusal | null | 'away'> {
  try {
    return await rates.take({ windows, agents: [] });
  } catch {
    return 'away';
  }
}

async function takeBack(counted: readonly Counts[], windows: readonly WindowClaim[]): Promise<void> {
  await Promise.all(counted.map(async (rates) => rates.add(windows.map((window) => ({ window, amount: -1 })))));
}

/** Failures that cannot be forgotten now count until their time is over. */
async function forgive(counted: readonly Counts[], windows: readonly WindowClaim[]): Promise<void> {
  const nearest = windows.filter((_, index) => RULES[index]?.isForgiven === true);
  await Promise.allSettled(counted.flatMap((rates) => nearest.map(async (window) => rates.reset(window))));
}

function tooMany(refusal: RateRefusal): GatewayError {
  const waitMs = refusal.kind === 'window' ? (refusal.waitMs ?? 0) : 0;
  return new GatewayError('too_many_sign_ins', 'Too many attempts to sign in have failed.', {
    retryAfter: Math.max(1, Math.ceil(waitMs / 1000)),
    hint: 'Wait, or reset the password.',
  });
}
