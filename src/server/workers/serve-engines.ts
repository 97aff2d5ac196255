/** The other end of remote-engines.ts: the engines that all workers of a machine share, where nothing outside of it keeps them. */
import type { RecordChange } from '../../storage/ports/records/configuration.ts';
import type { BlobStore } from '../../storage/ports/blobs.ts';
import type { CacheStore } from '../../storage/ports/cache.ts';
import type { Counters } from '../../storage/ports/counters.ts';
import type { LogQueries } from '../../storage/ports/log/queries.ts';
import type { LogReader } from '../../storage/ports/log/reader.ts';
import type { LineWriter } from '../../storage/ports/log/writer.ts';
import type { Rates } from '../../storage/ports/rates.ts';
import type { Channel, ToPrimary, ToWorker } from './messages.ts';
import { type CallServer, serveCalls, type ServedPorts } from './remote-calls.ts';
import { ofOneWorker } from './rates-of-one-worker.ts';

type SharedLog = LineWriter & LogReader & LogQueries;

export interface SharedEngines {
  /** null = it is outside of this machine, and each worker has its own connection. */
  log: SharedLog | null;
  blobs: BlobStore | null;
  cache: CacheStore | null;
  counters: Counters | null;
  rates: Rates | null;
}

/** `onDegraded`: calls with what becomes degraded, or is over. */
export function serveEngines(
  engines: SharedEngines,
  onDegraded: (listener: (part: string, reason: string | null) => void) => void,
): CallServer {
  const channels = new Set<Channel<ToWorker, ToPrimary>>();
  const degraded = new Map<string, string | null>();
  onDegraded((part, reason) => {
    if ((degraded.get(part) ?? null) === reason) return;
    degraded.set(part, reason);
    for (const channel of channels) channel.send({ kind: 'degraded', part, reason });
  });
  const tellOthers = (from: Channel<ToWorker, ToPrimary>, changes: readonly RecordChange[]): void => {
    for (const channel of channels) if (channel !== from) channel.send({ kind: 'changed', changes });
  };
  return {
    serve(channel) {
      channels.add(channel);
      for (const [part, reason] of degraded) channel.send({ kind: 'degraded', part, reason });
      channel.listen((message) => {
        if (message.kind === 'changed') tellOthers(channel, message.changes);
      });
      const rates = engines.rates === null ? null : ofOneWorker(engines.rates);
      const end = serveCalls(portsOf({ ...engines, rates })).serve(channel);
      return () => {
        channels.delete(channel);
        end();
        rates?.leaveAll();
      };
    },
  };
}

type Given<Method extends (...given: never[]) => unknown> = Parameters<Method>;

function portsOf({ log, blobs, cache, counters, rates }: SharedEngines): ServedPorts {
  return {
    ...(log === null ? {} : { log: logPort(log) }),
    ...(blobs === null
      ? {}
      : {
          blobs: {
            append: (_: AbortSignal, ...given: Given<BlobStore['append']>) => blobs.append(...given),
            read: (_: AbortSignal, ...given: Given<BlobStore['read']>) => blobs.read(...given),
          },
        }),
    ...(cache === null
      ? {}
      : {
          cache: {
            get: (_: AbortSignal, ...given: Given<CacheStore['get']>) => cache.get(...given),
            put: (_: AbortSignal, ...given: Given<CacheStore['put']>) => cache.put(...given),
            remove: (_: AbortSignal, ...given: Given<CacheStore['remove']>) => cache.remove(...given),
          },
        }),
    ...(counters === null ? {} : { counters: countersPort(counters) }),
    ...(rates === null ? {} : { rates: ratesPort(rates) }),
  };
}

function logPort(log: SharedLog) {
  return {
    appendLine: (_: AbortSignal, line: string) => log.appendLine(line),
    list: (signal: AbortSignal, ...[filter, page, reading]: Given<LogReader['list']>) =>
      log.list(filter, page, { ...reading, signal }),
    get: (signal: AbortSignal, ...[tenant, id, reading]: Given<LogReader['get']>) =>
      log.get(tenant, id, { ...reading, signal }),
    run: (signal: AbortSignal, ...[query, reading]: Given<LogQueries['run']>) => log.run(query, { ...reading, signal }),
  };
}

function countersPort(counters: Counters) {
  return {
    count: (_: AbortSignal, ...given: Given<Counters['count']>) => counters.count(...given),
    put: (_: AbortSignal, ...given: Given<Counters['put']>) => counters.put(...given),
    get: (_: AbortSignal, ...given: Given<Counters['get']>) => counters.get(...given),
    lease: (_: AbortSignal, ...given: Given<Counters['lease']>) => counters.lease(...given),
    remove: (_: AbortSignal, ...given: Given<Counters['remove']>) => counters.remove(...given),
  };
}

function ratesPort(rates: Rates) {
  return {
    take: (_: AbortSignal, ...given: Given<Rates['take']>) => rates.take(...given),
    add: (_: AbortSignal, ...given: Given<Rates['add']>) => rates.add(...given),
    leave: (_: AbortSignal, ...given: Given<Rates['leave']>) => rates.leave(...given),
    counted: (_: AbortSignal, ...given: Given<Rates['counted']>) => rates.counted(...given),
    reset: (_: AbortSignal, ...given: Given<Rates['reset']>) => rates.reset(...given),
  };
}
