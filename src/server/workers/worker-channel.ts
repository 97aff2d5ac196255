/** This process's channel to the one that started it as a worker; null = it is no worker. */
import cluster from 'node:cluster';
import type { Channel, ToPrimary, ToWorker } from './messages.ts';

const listeners: ((message: ToWorker) => void)[] = [];
let isOpen = false;

export function workerChannel(): Channel<ToPrimary, ToWorker> | null {
  const { worker } = cluster;
  if (worker === undefined) return null;
  if (!isOpen) {
    isOpen = true;
    process.on('message', (message: ToWorker) => {
      for (const listener of listeners) listener(message);
    });
  }
  return {
    // A primary that is gone takes its workers with it.
    send: (message) => void (worker.isConnected() && worker.send(message)),
    listen: (listener) => void listeners.push(listener),
  };
}
