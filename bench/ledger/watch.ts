/** A ledger under watch: every limit is checked after every movement, whoever made it. */
import type { Claim, Ledger, LedgerAccount, Used } from '../../src/storage/ports/ledger.ts';

export interface Watched {
  ledger: Ledger;
  /** Movements at which spent and held passed a limit. */
  overruns: string[];
  /** Most that was spent and held at once, as a share of its limit. */
  fullest: number;
  reservations: number;
  resizes: number;
  refusals: number;
  accounts(): LedgerAccount[];
  /** By account, over all windows: what was spent since it was seen first. */
  spent(): Map<string, number>;
}

export interface WatchOptions {
  ledger: Ledger;
  /** Accounts that are watched from the beginning, besides those of reservations. */
  seen: readonly LedgerAccount[];
  /** Lets virtual time stand still while the disk is written or a database decides. */
  outside<T>(work: Promise<T>): Promise<T>;
  onSettled?: (id: string, used: Used) => void;
}

export function watch({ ledger, seen, outside, onSettled }: WatchOptions): Watched {
  const claims = new Map<string, readonly Claim[]>();
  const known = new Map<string, { account: LedgerAccount; before: number }>();
  const see = ({ limit, window }: LedgerAccount): void => {
    const key = `${limit} ${window}`;
    if (known.has(key)) return;
    const account = { limit, window };
    known.set(key, { account, before: ledger.balance(account).spent });
  };
  for (const account of seen) see(account);
  const watched: Watched = {
    overruns: [],
    fullest: 0,
    reservations: 0,
    resizes: 0,
    refusals: 0,
    accounts: () => [...known.values()].map(({ account }) => account),
    spent() {
      const spent = new Map<string, number>();
      for (const { account, before } of known.values()) {
        const more = ledger.balance(account).spent - before;
        spent.set(account.limit, (spent.get(account.limit) ?? 0) + more);
      }
      return spent;
    },
    ledger: {
      ...ledger,
      async reserve(hold) {
        for (const claim of hold.claims) see(claim);
        const refused = await outside(ledger.reserve(hold));
        watched.reservations += 1;
        if (refused.length > 0) watched.refusals += 1;
        else claims.set(hold.id, hold.claims);
        check('reserve', hold.claims);
        return refused;
      },
      async resize(id, amounts) {
        const refused = await outside(ledger.resize(id, amounts));
        watched.resizes += 1;
        check('resize', claims.get(id) ?? []);
        return refused;
      },
      async settle(id, used) {
        const written = ledger.settle(id, used);
        check('settle', claims.get(id) ?? []);
        await outside(written);
        onSettled?.(id, used);
      },
      async release(id) {
        const written = ledger.release(id);
        check('release', claims.get(id) ?? []);
        await outside(written);
      },
    },
  };

  function check(movement: string, touched: readonly Claim[]): void {
    for (const { limit, window, max } of touched) {
      const { spent, held } = ledger.balance({ limit, window });
      watched.fullest = Math.max(watched.fullest, (spent + held) / max);
      if (spent + held > max || held < 0) watched.overruns.push(`${movement} ${limit}: ${spent} + ${held} of ${max}`);
    }
  }

  return watched;
}
