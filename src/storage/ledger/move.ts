/** Moves what budgets have spent from the ledger of a data directory into PostgreSQL, or back. Nobody else may use either. */
import { existsSync } from 'node:fs';
import { openPool } from '../postgres-connections.ts';
import type { Balance, LedgerAccount } from '../ports/ledger.ts';
import { openLedgerFile } from './ledger-file.ts';
import { makeTables, readBalances, replaceSpent } from './postgres-tables.ts';

export interface MoveLedger {
  /** Of the file. */
  path: string;
  /** Of PostgreSQL. */
  url: string;
  to: 'postgres' | 'sqlite';
  /** ms since the epoch. */
  now: number;
}

export interface MovedLedger {
  /** Windows of limits in which something was spent. */
  accounts: number;
  /** Nano-dollars, tokens and requests together: for comparing, and nothing else. */
  spent: number;
}

/**
 * Afterwards both have the same spent in every account. Holds are not moved: their requests have ended with their process. Run
 * again, it does the same again. Throws where both differ in the end.
 */
export async function moveLedger({ path, url, to, now }: MoveLedger): Promise<MovedLedger> {
  if (to === 'postgres' && !existsSync(path)) return { accounts: 0, spent: 0 };
  const pool = await openPool(url);
  const file = openLedgerFile(path);
  try {
    await makeTables(pool);
    if (to === 'postgres') await replaceSpent(pool, { importId: file.lastBatch(), balances: file.load().balances });
    else file.replaceSpent({ at: now, balances: await readBalances(pool) });
    const [here, there] = [sumUp(file.load().balances), sumUp(await readBalances(pool))];
    if (here.digest === there.digest) return here;
    throw new Error(
      `The ledgers differ after the move: ${here.accounts} accounts with ${here.spent} spent in the file, ` +
        `${there.accounts} with ${there.spent} in PostgreSQL. Run it again while nothing uses them.`,
    );
  } finally {
    file.close();
    await pool.end();
  }
}

function sumUp(balances: readonly (LedgerAccount & Balance)[]): MovedLedger & { digest: string } {
  const spent = balances.filter((balance) => balance.spent !== 0);
  const lines = spent.map((balance) => `${balance.limit} ${balance.window} ${balance.spent}`).toSorted();
  return {
    accounts: spent.length,
    spent: spent.reduce((sum, balance) => sum + balance.spent, 0),
    digest: lines.join('\n'),
  };
}
