/** A ledger that ends with the test. */
import { createAdmission } from '../src/storage/ledger/admission.ts';
import { Books } from '../src/storage/ledger/books.ts';
import { createJournal } from '../src/storage/ledger/journal.ts';
import type { LedgerEngine } from '../src/storage/ports/ledger.ts';
import type { Clock } from '../src/kernel/clock.ts';

export function createMemoryLedger(clock: Clock): LedgerEngine {
  const books = new Books();
  const nothing = { accounts: 0, postings: 0, holds: 0, unexplained: 0 };
  return createAdmission({
    books,
    journal: createJournal({ write: () => Promise.resolve(), newId: () => 'batch' }),
    clock,
    reconcile: () => Promise.resolve({ ...nothing, holds: books.holds }),
    close: () => Promise.resolve(),
  });
}
