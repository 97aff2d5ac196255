/**
 * `--workers N`: N whole Tollgate processes behind one port, each for one core. This process starts them, hands them connections
 * in turn, and keeps the books of budgets for all of them; and the log, bodies, cache and rates where nothing outside of
 * this machine does.
 */
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Logger } from '../../observe/logger.ts';
import type { ServerOptions } from '../config/options.ts';
import { openLedger, readMasterKey } from '../compose/engines.ts';
import { openMachineEngines } from '../compose/machine-engines.ts';
import { isPortInUse, listenFailure } from '../cli/listen-failure.ts';
import { makeDataDirectory } from '../data-directory.ts';
import { after } from '../timers.ts';
import { batchedChannel } from './batched-channel.ts';
import type { Channel, ToPrimary, ToWorker } from './messages.ts';
import { serveEngines } from './serve-engines.ts';
import { serveLedger } from './serve-ledger.ts';
import { relayFigures } from './shared-figures.ts';

/** Before a worker that has ended is started again: doubled with each end in a row. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A worker that has lived so long did not end at its start. */
const SETTLED_MS = 60_000;

/** Resolves with the exit code, after SIGTERM or SIGINT. */
export async function runWorkers(options: ServerOptions, logger: Logger): Promise<number> {
  makeDataDirectory(options.dataDir);
  const masterKey = readMasterKey(options).toString('hex');
  if (await isPortInUse(options)) throw new Error(listenFailure('EADDRINUSE', options));
  const { ledger, onBalances } = await openLedger(options);
  const books = serveLedger(ledger, after);
  onBalances(books.note);
  const engines = await openMachineEngines(options, logger);
  const shared = [books, relayFigures(after), serveEngines(engines, engines.onDegraded)];
  const close = async (): Promise<void> => {
    await engines.close();
    await ledger.close();
  };
  const start = (number: number, { isHeard }: { isHeard: boolean }): Worker => {
    const stdout = isHeard ? 'inherit' : 'ignore';
    cluster.setupPrimary({ serialization: 'advanced', stdio: ['ignore', stdout, 'inherit', 'ipc'] });
    const worker = cluster.fork({ TOLLGATE_WORKER: String(number), TOLLGATE_MASTER_KEY: masterKey });
    const channel = channelOf(worker);
    const ends = shared.map((one) => one.serve(channel));
    worker.once('exit', () => ends.forEach((end) => end()));
    return worker;
  };
  // It brings the tables up to date, makes what a first start makes and says so; the others find it done.
  const first = start(1, { isHeard: true });
  const stopped = stopSignal();
  const ended = once(first, 'exit').then(([code]): number => (typeof code === 'number' ? code : 1));
  const opened = await Promise.race([once(first, 'listening').then(() => null), ended, stopped.then(() => null)]);
  if (opened !== null) {
    await close();
    return opened;
  }
  const pool = keepAlive((number) => start(number, { isHeard: false }), logger);
  pool.adopt(1, first);
  for (let number = 2; number <= options.workers; number += 1) pool.begin(number);
  await stopped;
  await pool.end();
  await close();
  return 0;
}

function channelOf(worker: Worker): Channel<ToWorker, ToPrimary> {
  return batchedChannel({
    send: (batch) => void (worker.isConnected() && worker.send(batch as object)),
    listen: (listener) => void worker.on('message', listener),
  });
}

/** Both signals, as often as they come: the workers get each of them from here, or from a terminal. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
}

/** Starts a worker again that ends by itself. */
function keepAlive(start: (number: number) => Worker, logger: Logger) {
  let isEnding = false;
  const watch = (number: number, worker: Worker, deaths: number): void => {
    const since = performance.now();
    worker.once('exit', (code, signal) => {
      if (isEnding) return;
      const inRow = performance.now() - since > SETTLED_MS ? 0 : deaths;
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** inRow);
      logger.error('A worker has ended; it is started again', { worker: number, how: signal ?? code, pause });
      setTimeout(() => isEnding || watch(number, start(number), inRow + 1), pause);
    });
  };
  return {
    adopt: (number: number, worker: Worker) => watch(number, worker, 0),
    begin: (number: number) => watch(number, start(number), 0),
    async end() {
      isEnding = true;
      const running = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
      const ends = running.filter((worker) => !worker.isDead()).map((worker) => once(worker, 'exit'));
      for (const worker of running) worker.process.kill('SIGTERM');
      await Promise.all(ends);
    },
  };
}
