/** Admission in memory over a journal: what the engines of the ledger port have in common. */
import type { Clock } from '../../kernel/clock.ts';
import type { LedgerEngine, Reconciliation, Refusal, Used } from '../ports/ledger.ts';
import type { Books, Posting } from './books.ts';
import type { Journal } from './journal.ts';
import type { JournalEntry } from './ledger-file.ts';

export interface AdmissionOptions {
  books: Books;
  journal: Journal;
  clock: Clock;
  /** Of what is on disk; everything is flushed before. */
  reconcile: () => Promise<Reconciliation>;
  close: () => Promise<void>;
}

export function createAdmission({ books, journal, clock, reconcile, close }: AdmissionOptions): LedgerEngine {
  function record(postings: readonly Posting[], hold?: JournalEntry['hold']): Promise<void> {
    if (postings.length === 0) return Promise.resolve();
    return journal.append({ at: clock.now(), postings, ...(hold === undefined ? {} : { hold }) });
  }

  /** Written with whatever is written next: nobody waits for it. */
  function recordLater(postings: readonly Posting[], hold: JournalEntry['hold']): void {
    record(postings, hold).catch(() => undefined);
  }

  function expire(): void {
    for (const { id, postings } of books.expire(clock.now())) recordLater(postings, { id, standing: null });
  }

  const end = (id: string, used: Used): Promise<void> => record(books.settle(id, used), { id, standing: null });

  return {
    async reserve(hold) {
      await journal.ready();
      expire();
      const result = books.reserve(hold);
      if (isRefused(result)) return result;
      recordLater(result, { id: hold.id, standing: hold });
      return [];
    },
    async resize(id, amounts) {
      await journal.ready();
      const result = books.resize(id, amounts);
      if (isRefused(result)) return result;
      recordLater(result, { id, standing: books.standing(id) });
      return [];
    },
    settle: end,
    release: (id) => end(id, new Map()),
    async abandon(id) {
      // A reservation that waits for the disk comes first.
      await journal.ready().catch(() => undefined);
      books.abandon(id);
    },
    balance(account) {
      expire();
      return books.balance(account);
    },
    accounts: (prefix) => books.accounts(prefix),
    reset: (account) => record([books.reset(account)]),
    raise: (account, atLeast) => record(books.raise(account, atLeast)),
    async reconcile() {
      expire();
      await journal.flushed();
      return reconcile();
    },
    async close() {
      await journal.flushed().catch(() => undefined);
      await close();
    },
  };
}

function isRefused(result: readonly Refusal[] | readonly Posting[]): result is readonly Refusal[] {
  const [first] = result;
  return first !== undefined && 'claim' in first;
}
