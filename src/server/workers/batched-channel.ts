/** A channel that sends what one turn of the event loop has to say as one message: a message costs more than what is in it. */
import type { Channel } from './messages.ts';

/** What carries batches: `send` and a listener for what arrives. */
export interface Pipe {
  send(batch: unknown): void;
  listen(listener: (batch: unknown) => void): void;
}

export function batchedChannel<Sent, Received>(pipe: Pipe): Channel<Sent, Received> {
  const listeners: ((message: Received) => void)[] = [];
  let queue: Sent[] = [];
  const flush = (): void => {
    const batch = queue;
    queue = [];
    pipe.send(batch);
  };
  pipe.listen((batch) => {
    if (!Array.isArray(batch)) return;
    for (const message of batch as Received[]) for (const listener of listeners) listener(message);
  });
  return {
    send(message) {
      if (queue.length === 0) setImmediate(flush);
      queue.push(message);
    },
    listen: (listener) => void listeners.push(listener),
  };
}
