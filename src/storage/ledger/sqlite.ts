/**
 * The embedded engine of the ledger: admission is decided in memory, by one process; a thread of its own writes every
 * posting to a SQLite file, from which the books are rebuilt at the next start. Holds of a process that died stand until
 * they expire.
 */
import type { Clock } from '../../kernel/clock.ts';
import type { LedgerEngine } from '../ports/ledger.ts';
import { openWorkerCalls, workerBeside } from '../../workers/worker-calls.ts';
import { createAdmission } from './admission.ts';
import { Books } from './books.ts';
import { flatten } from './flat-batch.ts';
import { createJournal } from './journal.ts';
import type { JournalOperations } from './journal-worker.ts';

export interface SqliteLedgerOptions {
  path: string;
  clock: Clock;
  /** For batches: unique across restarts. */
  newId: () => string;
}

/** Rejects when the file cannot be read. */
export async function openSqliteLedger({ path, clock, newId }: SqliteLedgerOptions): Promise<LedgerEngine> {
  const calls = openWorkerCalls<JournalOperations>({
    name: 'ledger',
    file: workerBeside(import.meta.url, 'journal-worker'),
    settings: { path },
    maxPending: 16,
    clock,
  });
  return createAdmission({
    books: new Books(await calls.call('load', null)),
    journal: createJournal({
      write(batch) {
        const flat = flatten(batch);
        return calls.call('write', flat, [flat.numbers.buffer]);
      },
      newId,
    }),
    clock,
    reconcile: () => calls.call('reconcile', null),
    close: () => calls.close(),
  });
}
