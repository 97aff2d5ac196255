/** Holds the live snapshot and replaces it whole; an exchange keeps the one it began with. */
import type { Snapshot } from './snapshot.ts';

export interface SnapshotHolder {
  readonly current: Snapshot;
  /** Compiles and swaps. Calls made while one is compiling share the one that follows it. Rejects and keeps the old. */
  refresh(): Promise<void>;
}

export async function holdSnapshot(compile: (version: number) => Promise<Snapshot>): Promise<SnapshotHolder> {
  let current = await compile(1);
  let running: Promise<void> | null = null;
  let queued: Promise<void> | null = null;

  const run = async (): Promise<void> => {
    current = await compile(current.version + 1);
  };
  const startNow = (): Promise<void> => {
    running = run().finally(() => {
      running = null;
    });
    return running;
  };
  return {
    get current() {
      return current;
    },
    refresh() {
      if (running === null) return startNow();
      // The running one may have read the records before this change; one more is needed, one for all who wait.
      queued ??= running
        .catch(() => undefined)
        .then(() => {
          queued = null;
          return startNow();
        });
      return queued;
    },
  };
}
