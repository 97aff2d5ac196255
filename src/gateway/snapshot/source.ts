/** Loads snapshots from the records: everything at start-up, then only what changed. */
import type { Provider } from '../../providers/provider.ts';
import { CHANGED_NOUNS, type RecordChange } from '../../storage/ports/records/configuration.ts';
import type { Records } from '../../storage/ports/records/records.ts';
import type { Sealer } from '../../storage/ports/sealer.ts';
import type { SecretValues } from '../secret-references/values.ts';
import { compileChanges, compileConfiguration } from './compile.ts';
import type { SnapshotSource } from './swap.ts';

/** ms of the event loop at a time: requests wait no longer than this. */
const MAX_TURN_MS = 4;
/** Rows that are read at once. */
const MAX_CHANGES = 100;

export interface SourceParts {
  records: Pick<Records, 'configuration' | 'changed'>;
  sealer: Sealer;
  providers: ReadonlyMap<string, Provider>;
  secrets: Pick<SecretValues, 'use'>;
  /** Monotonic ms. */
  elapsed: () => number;
  /** Resolves when everybody else has had a turn of the event loop. */
  nextTurn: () => Promise<void>;
}

export function createSnapshotSource({ records, elapsed, nextTurn, ...using }: SourceParts): SnapshotSource {
  return {
    load: async () => compileConfiguration(await records.configuration(), using),
    async next(before, changes) {
      let turnBegan = elapsed();
      const giveWay = async (): Promise<void> => {
        if (elapsed() - turnBegan < MAX_TURN_MS) return;
        await nextTurn();
        turnBegan = elapsed();
      };
      let compiled = before;
      for (const some of inPieces(distinct(changes))) {
        const rows = await records.changed(some);
        await giveWay();
        compiled = await compileChanges(compiled, { changes: some, rows }, { ...using, giveWay });
      }
      return compiled;
    },
  };
}

/** Each once, workspaces and integrations before what uses them. */
function distinct(changes: readonly RecordChange[]): RecordChange[] {
  const each = [...new Map(changes.map((change) => [`${change.noun} ${change.id}`, change])).values()];
  const rank = ({ noun }: RecordChange): number => CHANGED_NOUNS.indexOf(noun);
  return each.toSorted((a, b) => rank(a) - rank(b));
}

function* inPieces(changes: readonly RecordChange[]): Iterable<RecordChange[]> {
  for (let first = 0; first < changes.length; first += MAX_CHANGES) yield changes.slice(first, first + MAX_CHANGES);
}
