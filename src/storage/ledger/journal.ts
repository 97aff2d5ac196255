/** What waits to be written to the ledger's file: one batch at a time, each of all that has come meanwhile. */
import type { Batch, JournalEntry } from './ledger-file.ts';

/** More than this unwritten, and nothing more is admitted. */
const MAX_WAITING = 20_000;

export interface Journal {
  /** Resolves once the entry is on disk. Where that fails it rejects, and the entry is written before the next that can be. */
  append(entry: JournalEntry): Promise<void>;
  /** Resolves when books can be written, as far as is known. Rejects with the reason otherwise. */
  ready(): Promise<void>;
  /** Everything appended so far is on disk. */
  flushed(): Promise<void>;
}

export interface JournalOptions {
  write: (batch: Batch) => Promise<void>;
  newId: () => string;
}

interface Group extends Batch {
  entries: JournalEntry[];
  written: PromiseWithResolvers<void>;
}

/** A promise that nobody may be waiting for. */
function unheard(): PromiseWithResolvers<void> {
  const written = Promise.withResolvers<void>();
  written.promise.catch(() => undefined);
  return written;
}

export function createJournal({ write, newId }: JournalOptions): Journal {
  let next = newGroup();
  /** Could not be written; goes first, under the same id. */
  let kept: Group | null = null;
  let running: Promise<void> | null = null;
  let hasFailed = false;

  function newGroup(): Group {
    return { id: newId(), entries: [], written: unheard() };
  }

  function take(): Group | null {
    if (kept !== null) return kept;
    if (next.entries.length === 0) return null;
    const group = next;
    next = newGroup();
    return group;
  }

  /** Everybody who waits is informed; what they brought stays. */
  function fail(group: Group, error: unknown): void {
    kept = group;
    hasFailed = true;
    for (const one of [group, next]) {
      one.written.reject(error);
      one.written = unheard();
    }
  }

  async function writeAll(): Promise<void> {
    try {
      for (let group = take(); group !== null; group = take()) {
        try {
          await write({ id: group.id, entries: group.entries });
        } catch (error) {
          fail(group, error);
          throw error;
        }
        kept = null;
        hasFailed = false;
        group.written.resolve();
      }
    } finally {
      running = null;
    }
  }

  /** Settled when there is nothing left to write, or when something could not be. */
  function flushed(): Promise<void> {
    if (running === null && kept === null && next.entries.length === 0) return Promise.resolve();
    running ??= writeAll();
    return running;
  }

  return {
    append(entry) {
      const group = next;
      group.entries.push(entry);
      flushed().catch(() => undefined);
      return group.written.promise;
    },
    async ready() {
      if (hasFailed) await flushed();
      if (next.entries.length > MAX_WAITING) throw new Error('The ledger has too much to write.');
    },
    flushed,
  };
}
