/** The two ends of the channel between a worker and the process that started it, without processes. */
import type { Channel, ToPrimary, ToWorker } from '../src/server/workers/messages.ts';

/** Two ends; what is sent arrives in a later turn, as a copy. */
export function channelPair(): { worker: Channel<ToPrimary, ToWorker>; primary: Channel<ToWorker, ToPrimary> } {
  const toWorker: ((message: ToWorker) => void)[] = [];
  const toPrimary: ((message: ToPrimary) => void)[] = [];
  const later = <Message>(listeners: ((message: Message) => void)[], message: Message): void => {
    const copy = structuredClone(message);
    setImmediate(() => listeners.forEach((listener) => listener(copy)));
  };
  return {
    worker: { send: (message) => later(toPrimary, message), listen: (listener) => void toWorker.push(listener) },
    primary: { send: (message) => later(toWorker, message), listen: (listener) => void toPrimary.push(listener) },
  };
}
