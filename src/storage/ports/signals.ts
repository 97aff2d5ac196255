/** The signals port: "these records changed, compile them anew". Engines: src/storage/signals/. */
import type { RecordChange } from './records/configuration.ts';

/** Between processes, where several share the records: a listener hears of what others changed, at least once. */
export interface Signals {
  /** Resolves when every local listener has finished, so that a change is live for the next request. */
  publish(topic: 'records', changes: readonly RecordChange[]): Promise<void>;
  /** Returns the function that unsubscribes. */
  subscribe(topic: 'records', listener: (changes: readonly RecordChange[]) => Promise<void>): () => void;
  /** Resolves when every local listener has heard of what others changed before; an outage is not waited for. */
  catchUp(): Promise<void>;
  /** No listener is called from here on. */
  close(): Promise<void>;
}
