/**
 * What this process knew last of the ledger in PostgreSQL, in a file beside the other data: a database that is restored from a
 * backup has forgotten what was spent since, and must not let it be spent again.
 */
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import type { KnownBalance } from './postgres-tables.ts';

export interface KnownSpending {
  /** When the newest of these was changed, by the database's clock, ms. */
  newest: number;
  balances: readonly KnownBalance[];
}

/** null = nothing is known. Throws where the file cannot be read. */
export function readKnownSpending(path: string): KnownSpending | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as KnownSpending;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new Error(`${path} cannot be read. It says what was spent of budgets; delete it to go on without.`, {
      cause: error,
    });
  }
}

export async function writeKnownSpending(path: string, known: KnownSpending): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(known), { mode: 0o600 });
  await rename(`${path}.new`, path);
}
