/**
 * The ledger port: what is held and spent against limits. Strict and durable, where counters may fail open: nothing is
 * admitted that a limit has no room for, and what was spent is on disk before its request ends. Engines: src/storage/ledger/.
 */

/** One limit in one of its windows. Amounts are whole: nano-dollars, tokens or requests, as the limit counts. */
export interface LedgerAccount {
  /** Stable for as long as the limit exists. */
  limit: string;
  /** When the window began, ms since the epoch; 0 for a limit that never resets. */
  window: number;
}

export interface Claim extends LedgerAccount {
  /** To be held. */
  amount: number;
  /** What the limit allows at present: spent and held together never exceed it. */
  max: number;
  /** Room that must be left beside it when it is reserved, for holds that grow; absent = none. */
  leave?: number;
}

export interface Balance {
  held: number;
  spent: number;
}

/** A claim that found no room. */
export interface Refusal extends Balance {
  claim: Claim;
}

export interface NewHold {
  id: string;
  /** At most one for each limit. */
  claims: readonly Claim[];
  /**
   * When the hold lapses if this process dies before it is settled, ms since the epoch: what is held is spent then, since its
   * request may have been billed. While the process lives it stands.
   */
  expiresAt: number;
}

/** What of a limit's hold was really used; a limit that is absent used nothing. */
export type Used = ReadonlyMap<string, number>;

export interface Reconciliation {
  accounts: number;
  postings: number;
  /** Standing holds. */
  holds: number;
  /** Differences between the postings and the balances, summed up as absolute amounts: 0 in sound books. */
  unexplained: number;
}

export interface Ledger {
  /** Holds every claim, or none where one has no room; resolves with those, empty = held. Rejects while books cannot be written. */
  reserve(hold: NewHold): Promise<readonly Refusal[]>;
  /**
   * Makes a standing hold this large, limit by limit; one that is absent stays as it is. To hold less always succeeds. To hold
   * more is all or none, as `reserve`. Rejects where there is no such hold.
   */
  resize(id: string, amounts: Used): Promise<readonly Refusal[]>;
  /**
   * Ends a hold: what was used is spent, even above what was held, and the rest is free. Resolves once it is durable. The
   * balance changes at once, whether it can be written or not. A hold that is not known, or was ended before, is left alone.
   */
  settle(id: string, used: Used): Promise<void>;
  /** Ends a hold of which nothing was used. */
  release(id: string): Promise<void>;
  balance(account: LedgerAccount): Balance;
  /** Every account of limits whose name begins so. */
  accounts(prefix: string): (LedgerAccount & Balance)[];
  /** Spent becomes 0; what is held stays held. Resolves once it is durable. */
  reset(account: LedgerAccount): Promise<void>;
  /** Raises what is spent to `atLeast` and lowers nothing, however many ask for it at the same time. Resolves once it is durable. */
  raise(account: LedgerAccount, atLeast: number): Promise<void>;
  /** Checks the books against each other. */
  reconcile(): Promise<Reconciliation>;
  close(): Promise<void>;
}

/** What an engine offers beside, to a process that keeps the books for others. */
export interface LedgerEngine extends Ledger {
  /**
   * Whoever made this hold has died. Unless it is resized or settled after all, what is held counts as spent, at the latest
   * when the hold lapses. One that is not known is left alone.
   */
  abandon(id: string): Promise<void>;
}
