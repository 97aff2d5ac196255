/**
 * The ledger's arithmetic, in memory: balances and standing holds. Every change is a posting whose three columns sum to
 * zero, so that balances can be rebuilt from the postings and checked against them.
 */
import type { Balance, Claim, LedgerAccount, NewHold, Refusal, Used } from '../ports/ledger.ts';

/** What moved between the three sides of one account. `available + held + spent` is 0. */
export interface Posting extends LedgerAccount {
  hold: string;
  kind: 'reserve' | 'resize' | 'settle' | 'expire' | 'reset' | 'raise';
  available: number;
  held: number;
  spent: number;
}

export interface StandingClaim extends Claim {
  /** What was held before its process was taken for dead: it counts as spent until the hold is settled. Absent = 0. */
  charged?: number;
}

export interface StandingHold extends NewHold {
  claims: readonly StandingClaim[];
}

/** As it was last written, to begin with. */
export interface SavedBooks {
  balances: readonly (LedgerAccount & Balance)[];
  holds: readonly StandingHold[];
}

/** How many windows of a limit are kept in memory: a clock that is set back must not find an empty one. */
const MAX_WINDOWS = 64;

export class Books {
  readonly #accounts = new Map<string, Map<number, Balance>>();
  readonly #holds = new Map<string, Omit<StandingHold, 'id'>>();
  /** Of a process that died: nobody will settle them. */
  readonly #orphans = new Map<string, number>();

  constructor({ balances, holds }: SavedBooks = { balances: [], holds: [] }) {
    for (const { limit, window, held, spent } of balances)
      Object.assign(this.#account({ limit, window }), { held, spent });
    for (const { id, claims, expiresAt } of holds) {
      this.#holds.set(id, { claims, expiresAt });
      this.#orphans.set(id, expiresAt);
    }
  }

  get holds(): number {
    return this.#holds.size;
  }

  /** The claims without room, or the postings of a hold that stands. */
  reserve({ id, claims, expiresAt }: NewHold): readonly Refusal[] | Posting[] {
    if (this.#holds.has(id)) throw new Error(`The hold ${id} exists already.`);
    const refused = this.#refused(claims);
    if (refused.length > 0) return refused;
    this.#holds.set(id, { claims, expiresAt });
    return claims.map((claim) => this.#post(claim, { hold: id, kind: 'reserve', held: claim.amount, spent: 0 }));
  }

  /** The claims that may not grow, or the postings of what changed. What was charged is held again. */
  resize(id: string, amounts: Used): readonly Refusal[] | Posting[] {
    const hold = this.#holds.get(id);
    if (hold === undefined) throw new Error(`There is no hold ${id}.`);
    const claims = hold.claims.map(({ charged = 0, ...claim }) => ({
      ...claim,
      amount: amounts.get(claim.limit) ?? claim.amount + charged,
    }));
    if (!claims.every(({ amount }) => isAmount(amount))) throw new RangeError('Such an amount cannot be held.');
    const changes = claims.map((claim, at) => changeOf(claim, hold.claims[at] ?? claim));
    const refused = this.#refused(changes.filter(({ amount }) => amount > 0));
    if (refused.length > 0) return refused;
    this.#holds.set(id, { ...hold, claims });
    return changes
      .filter(({ held, charged }) => held !== 0 || charged !== 0)
      .map((change) => this.#post(change, { hold: id, kind: 'resize', held: change.held, spent: 0 - change.charged }));
  }

  /** null = it has ended, or never was. */
  standing(id: string): StandingHold | null {
    const hold = this.#holds.get(id);
    return hold === undefined ? null : { id, ...hold };
  }

  settle(id: string, used: Used): Posting[] {
    const hold = this.#holds.get(id);
    if (hold === undefined) return [];
    this.#holds.delete(id);
    this.#orphans.delete(id);
    return hold.claims.map((claim) => {
      const spent = (used.get(claim.limit) ?? 0) - (claim.charged ?? 0);
      return this.#post(claim, { hold: id, kind: 'settle', held: -claim.amount, spent });
    });
  }

  /** Lets a hold expire, because nobody is left who would settle it. */
  abandon(id: string): void {
    const hold = this.#holds.get(id);
    if (hold !== undefined) this.#orphans.set(id, hold.expiresAt);
  }

  /** Orphans whose time has come. What their requests have used nobody knows: it counts as what was held for them. */
  expire(now: number): { id: string; postings: Posting[] }[] {
    if (this.#orphans.size === 0) return [];
    const due = [...this.#orphans].filter(([, expiresAt]) => expiresAt <= now).map(([id]) => id);
    return due.map((id) => {
      const used = new Map(this.#holds.get(id)?.claims.map(({ limit, amount }) => [limit, amount]));
      const postings = this.settle(id, used).map((posting) => ({ ...posting, kind: 'expire' as const }));
      return { id, postings };
    });
  }

  /**
   * What is held is spent instead, as `expire` does; but the hold stays, and says what was charged: a process that was only
   * paused still settles it.
   */
  lapse(id: string): Posting[] {
    const hold = this.#holds.get(id);
    if (hold === undefined) return [];
    const claims = hold.claims.map((claim) => ({
      ...claim,
      amount: 0,
      charged: (claim.charged ?? 0) + claim.amount,
    }));
    this.#holds.set(id, { ...hold, claims });
    return hold.claims
      .filter(({ amount }) => amount > 0)
      .map((claim) => this.#post(claim, { hold: id, kind: 'expire', held: -claim.amount, spent: claim.amount }));
  }

  /** What was charged for holds whose process has died is forgotten with the rest: their settlement takes nothing back. */
  reset(account: LedgerAccount): Posting {
    const { spent } = this.balance(account);
    for (const [id, hold] of this.#holds) {
      if (!hold.claims.some((claim) => isCharged(claim, account))) continue;
      const claims = hold.claims.map((claim) => (isCharged(claim, account) ? { ...claim, charged: 0 } : claim));
      this.#holds.set(id, { ...hold, claims });
    }
    return this.#post(account, { hold: '', kind: 'reset', held: 0, spent: -spent });
  }

  /** Raises what is spent to `atLeast`, and lowers nothing. */
  raise(account: LedgerAccount, atLeast: number): Posting[] {
    const { spent } = this.balance(account);
    if (!isAmount(atLeast)) throw new RangeError(`${atLeast} cannot be spent.`);
    return spent >= atLeast ? [] : [this.#post(account, { hold: '', kind: 'raise', held: 0, spent: atLeast - spent })];
  }

  balance({ limit, window }: LedgerAccount): Balance {
    const { held, spent } = this.#accounts.get(limit)?.get(window) ?? NOTHING;
    return { held, spent };
  }

  accounts(prefix: string): (LedgerAccount & Balance)[] {
    return [...this.#accounts].flatMap(([limit, windows]) =>
      limit.startsWith(prefix) ? [...windows].map(([window, balance]) => ({ limit, window, ...balance })) : [],
    );
  }

  #refused(claims: readonly Claim[]): Refusal[] {
    const refused: Refusal[] = [];
    for (const claim of claims) {
      const { held, spent } = this.balance(claim);
      if (!isAmount(claim.amount)) throw new RangeError(`${claim.amount} cannot be held.`);
      if (spent + held + claim.amount + (claim.leave ?? 0) > claim.max) refused.push({ claim, held, spent });
    }
    return refused;
  }

  #post({ limit, window }: LedgerAccount, moved: Pick<Posting, 'hold' | 'kind' | 'held' | 'spent'>): Posting {
    const balance = this.#account({ limit, window });
    balance.held += moved.held;
    balance.spent += moved.spent;
    return { limit, window, ...moved, available: 0 - moved.held - moved.spent };
  }

  #account({ limit, window }: LedgerAccount): Balance {
    let windows = this.#accounts.get(limit);
    if (windows === undefined) {
      windows = new Map();
      this.#accounts.set(limit, windows);
    }
    const known = windows.get(window);
    if (known !== undefined) return known;
    const fresh: Balance = { held: 0, spent: 0 };
    windows.set(window, fresh);
    if (windows.size > MAX_WINDOWS) forgetOldest(windows, window);
    return fresh;
  }
}

const NOTHING: Balance = { held: 0, spent: 0 };

const isCharged = (claim: StandingClaim, { limit, window }: LedgerAccount): boolean =>
  claim.charged !== undefined && claim.limit === limit && claim.window === window;

/** `amount`: how much more is held and charged together. */
function changeOf(after: Claim, { amount, charged = 0 }: StandingClaim) {
  return { ...after, amount: after.amount - amount - charged, held: after.amount - amount, charged, leave: 0 };
}

const isAmount = (amount: number): boolean => Number.isSafeInteger(amount) && amount >= 0;

/** One with a hold still has a settlement to come. */
function forgetOldest(windows: Map<number, Balance>, except: number): void {
  const ended = [...windows].filter(([window, { held }]) => held === 0 && window !== except);
  const [oldest] = ended.toSorted(([a], [b]) => a - b);
  if (oldest !== undefined) windows.delete(oldest[0]);
}
