/** Holds the live snapshot and replaces it after each change. An exchange keeps the one it started with. */
import type { RecordChange } from '../../storage/ports/records/configuration.ts';
import type { Compiled } from './compile.ts';
import type { Snapshot } from './snapshot.ts';

export interface SnapshotHolder {
  readonly current: Snapshot;
  /**
   * Resolves when the changes are live. Those that come while others are compiled go together into the next snapshot.
   * Rejects and keeps the old one when they cannot be compiled: they must be handed in again.
   */
  apply(changes: readonly RecordChange[]): Promise<void>;
}

export interface SnapshotSource {
  load(): Promise<Compiled>;
  /** Reads what changed and compiles it. */
  next(before: Compiled, changes: readonly RecordChange[]): Promise<Compiled>;
}

interface Batch {
  changes: RecordChange[];
  done: Promise<void>;
}

export async function holdSnapshot(source: SnapshotSource): Promise<SnapshotHolder> {
  let compiled = await source.load();
  let lastTurn: Promise<void> = Promise.resolve();
  let waiting: Batch | null = null;
  const compileAfter = async (turnBefore: Promise<void>, changes: readonly RecordChange[]): Promise<void> => {
    await turnBefore;
    // What comes from here on may have been committed after this one reads: it is for the next.
    waiting = null;
    compiled = await source.next(compiled, changes);
  };
  return {
    get current() {
      return compiled.snapshot;
    },
    apply(changes) {
      if (waiting !== null) {
        waiting.changes.push(...changes);
        return waiting.done;
      }
      const mine = [...changes];
      const done = compileAfter(lastTurn, mine);
      waiting = { changes: mine, done };
      lastTurn = done.catch(() => undefined);
      return done;
    },
  };
}
