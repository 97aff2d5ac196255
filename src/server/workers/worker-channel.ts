/** This process's channel to the one that started it as a worker; null = it is no worker. */
import cluster from 'node:cluster';
import { batchedChannel } from './batched-channel.ts';
import type { Channel, ToPrimary, ToWorker } from './messages.ts';

let opened: Channel<ToPrimary, ToWorker> | null = null;

export function workerChannel(): Channel<ToPrimary, ToWorker> | null {
  const { worker } = cluster;
  if (worker === undefined) return null;
  opened ??= batchedChannel({
    // A primary that is gone takes its workers with it.
    send: (batch) => void (worker.isConnected() && worker.send(batch as object)),
    listen: (listener) => void process.on('message', listener),
  });
  return opened;
}
