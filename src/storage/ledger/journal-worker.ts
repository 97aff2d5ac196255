/** The thread that writes the ledger's books. */
import { answerCalls, settings } from '../../workers/worker-calls.ts';
import { unflatten, type FlatBatch } from './flat-batch.ts';
import { openLedgerFile } from './ledger-file.ts';

const { path } = settings() as { path: string };
const file = openLedgerFile(path);

const operations = {
  load: (_: null) => file.load(),
  write: (batch: FlatBatch) => file.write(unflatten(batch)),
  reconcile: (_: null) => file.reconcile(),
};

export type JournalOperations = typeof operations;

// No answer ends before its settlement is written.
answerCalls(operations, { isWaitedFor: true });
