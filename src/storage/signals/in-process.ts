/** The engine of the signals port for one process: a call to every listener. */
import type { Logger } from '../../observe/logger.ts';
import type { RecordChange } from '../ports/records/configuration.ts';
import type { Signals } from '../ports/signals.ts';

type Listener = (changes: readonly RecordChange[]) => Promise<void>;

/**
 * Listeners run side by side. One that throws is logged and makes `publish` reject with its error, after all others
 * have finished.
 */
export function createInProcessSignals({ logger }: { logger: Logger }): Signals {
  const listeners = new Map<string, Set<Listener>>();
  return {
    async publish(topic, changes) {
      const called = [...(listeners.get(topic) ?? [])].map(async (listener) => listener(changes));
      const results = await Promise.allSettled(called);
      const failed = results.filter((result) => result.status === 'rejected');
      const errors = failed.map((result): unknown => result.reason);
      for (const error of errors) logger.error('A listener failed', { topic, error });
      if (errors.length > 0) throw errors[0];
    },
    subscribe(topic, listener) {
      // A wrapper of its own, so that the same function subscribed twice is called twice and taken out once.
      const own: Listener = (changes) => listener(changes);
      const ofTopic = listeners.get(topic) ?? new Set();
      listeners.set(topic, ofTopic.add(own));
      return () => {
        ofTopic.delete(own);
      };
    },
    catchUp: () => Promise.resolve(),
    async close() {
      listeners.clear();
    },
  };
}
