/**
 * Requests that wait for a hold to end: those of others may leave room for theirs. Who came first is served first: nobody
 * passes somebody who waits for the same budget, however little they need.
 */

/** A place in the line. */
export interface Ticket {
  /** Accounts of the ledger that it needs room in. */
  readonly accounts: Set<string>;
}

export interface Waiting {
  /** A place in no line yet. Whoever has one must `leave`. */
  open(): Ticket;
  /** Takes the last place in the line of each account, and keeps those that it has. */
  join(ticket: Ticket, accounts: readonly string[]): void;
  /** Nobody who came before waits for one of its accounts. */
  isFirst(ticket: Ticket): boolean;
  /** Those of the accounts for which somebody waits. */
  lines(accounts: readonly string[]): string[];
  /** Resolves when it may be this one's turn, or when `stopped` has resolved. */
  turn(ticket: Ticket, stopped: Promise<unknown>): Promise<void>;
  leave(ticket: Ticket): void;
  /** A hold has ended or shrunk: those who are first try again. */
  tell(): void;
}

export function createWaiting(): Waiting {
  /** In the order in which they came. */
  const lines = new Map<string, Set<Ticket>>();
  const waking = new Map<Ticket, () => void>();
  const isFirst = (ticket: Ticket): boolean =>
    [...ticket.accounts].every((account) => lines.get(account)?.values().next().value === ticket);
  const wakeFirst = (): void => {
    for (const [ticket, wake] of waking) if (isFirst(ticket)) wake();
  };
  return {
    open: () => ({ accounts: new Set() }),
    join(ticket, accounts) {
      for (const account of accounts) {
        ticket.accounts.add(account);
        const line = lines.get(account) ?? new Set();
        lines.set(account, line.add(ticket));
      }
    },
    isFirst,
    lines: (accounts) => accounts.filter((account) => lines.has(account)),
    async turn(ticket, stopped) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waking.set(ticket, resolve);
      await Promise.race([promise, stopped]);
      waking.delete(ticket);
    },
    leave(ticket) {
      waking.delete(ticket);
      for (const account of ticket.accounts) {
        const line = lines.get(account);
        line?.delete(ticket);
        if (line?.size === 0) lines.delete(account);
      }
      wakeFirst();
    },
    tell: wakeFirst,
  };
}
