/** The signals port: "the records changed, compile a new snapshot". Engines: src/storage/signals/. */

export interface Signals {
  /** Resolves when every local listener has finished, so that a change is live for the next request. */
  publish(topic: 'records'): Promise<void>;
  /** Returns the function that unsubscribes. */
  subscribe(topic: 'records', listener: () => Promise<void>): () => void;
}
