/**
 * Engines of a worker that lie in the process that started it: one log writer, one archive of bodies, one cache and one count of
 * rates for all workers of a machine, where nothing outside of it keeps them.
 */
import type { Degradations } from '../../observe/degradations.ts';
import type { BlobRef, BlobStore } from '../../storage/ports/blobs.ts';
import type { CacheStore } from '../../storage/ports/cache.ts';
import type { Counters } from '../../storage/ports/counters.ts';
import { readSummaries } from '../../storage/ports/log/kept-summaries.ts';
import type { KeptSummaries, LogQueries } from '../../storage/ports/log/queries.ts';
import type { Words } from '../../storage/ports/log/words.ts';
import type { LogReader, Reading } from '../../storage/ports/log/reader.ts';
import { lineOfRow } from '../../storage/ports/log/row-line.ts';
import type { LogWriter } from '../../storage/ports/log/writer.ts';
import type { Rates } from '../../storage/ports/rates.ts';
import type { Retained } from '../../storage/ports/retention.ts';
import type { Signals } from '../../storage/ports/signals.ts';
import type { Channel, ToPrimary, ToWorker } from './messages.ts';
import { type Ask, openRemoteCalls } from './remote-calls.ts';
import { workerChannel } from './worker-channel.ts';

export type RemoteLog = LogWriter & LogReader & LogQueries & { retained: Retained; close(): Promise<void> };

/** Of the engine's SQL. */
export interface LogLanguage {
  words: Words;
  summaries: KeptSummaries;
}

export interface RemoteEngines {
  /** `language`: that of the engine which the other process has. */
  log(language: LogLanguage): RemoteLog;
  blobs: BlobStore & { retained: Retained };
  cache: CacheStore;
  counters: Counters;
  rates: Rates;
  /** What one worker has saved, the others compile anew. `local`: of this worker alone. */
  signals(local: Signals): Signals;
  /** Told of what is degraded in the other process. */
  onDegraded(listener: (part: string, reason: string | null) => void): void;
}

/** The other process keeps it, and deletes what is old. */
const NOTHING_RETAINED: Retained = {
  bytes: () => Promise.resolve(0),
  oldest: () => Promise.resolve(null),
  deleteSlice: () => Promise.resolve(false),
};

/** Of this process, where it is a worker; null = it is none. */
export function openRemoteEngines(degradations: Pick<Degradations, 'set'>): RemoteEngines | null {
  const channel = workerChannel();
  if (channel === null) return null;
  const remote = createRemoteEngines(channel);
  remote.onDegraded((part, reason) => degradations.set(part, reason));
  return remote;
}

export function createRemoteEngines(channel: Channel<ToPrimary, ToWorker>): RemoteEngines {
  const ask = openRemoteCalls(channel);
  return {
    log: (language) => remoteLog(ask, language),
    blobs: remoteBlobs(ask),
    cache: remoteCache(ask),
    counters: remoteCounters(ask),
    rates: remoteRates(ask),
    signals: (local) => remoteSignals(channel, local),
    onDegraded: (listener) =>
      channel.listen((message) => {
        if (message.kind === 'degraded') listener(message.part, message.reason);
      }),
  };
}

const closed = { close: () => Promise.resolve() };

/** Calls one port; what it answers has the type that the port's interface says. */
function callsOf(ask: Ask, port: string) {
  return <Answer>(method: string, given: unknown[], signal?: AbortSignal): Promise<Answer> =>
    ask({ port, method, given }, signal) as Promise<Answer>;
}

function remoteLog(ask: Ask, { words, summaries }: LogLanguage): RemoteLog {
  const call = callsOf(ask, 'log');
  const fresh = ({ maxBehindMs = 0 }: Reading = {}) => ({ maxBehindMs });
  const run: LogQueries['run'] = (query, reading) => call('run', [query, fresh(reading)], reading?.signal);
  return {
    ...closed,
    words,
    summaries: readSummaries(summaries, run),
    run,
    retained: NOTHING_RETAINED,
    // As the journal has it: to clone the row's members takes both processes several times as long.
    append: async (row) => call('appendLine', [lineOfRow(row)]),
    list: (filter, page, reading) => call('list', [filter, page, fresh(reading)], reading?.signal),
    get: (tenant, id, reading) => call('get', [tenant, id, fresh(reading)], reading?.signal),
  };
}

/** A channel may carry a buffer as bare bytes. */
const asBuffer = (bytes: Uint8Array | null): Buffer | null =>
  bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function remoteBlobs(ask: Ask): BlobStore & { retained: Retained } {
  const call = callsOf(ask, 'blobs');
  return {
    ...closed,
    retained: NOTHING_RETAINED,
    append: (pieces, owner) => call<BlobRef>('append', [pieces, owner]),
    read: async (ref) => asBuffer(await call('read', [ref])),
  };
}

function remoteCache(ask: Ask): CacheStore {
  const call = callsOf(ask, 'cache');
  return {
    ...closed,
    get: async (key) => asBuffer(await call('get', [key])),
    put: (key, entry, ttlMs) => call('put', [key, entry, ttlMs]),
    remove: (keys) => call('remove', [keys]),
  };
}

function remoteCounters(ask: Ask): Counters {
  const call = callsOf(ask, 'counters');
  return {
    ...closed,
    count: (key, by, windowMs) => call('count', [key, by, windowMs]),
    put: (key, value, ttlMs) => call('put', [key, value, ttlMs]),
    get: (keys) => call('get', [keys]),
    lease: (key, ttlMs) => call('lease', [key, ttlMs]),
    remove: (keys) => call('remove', [keys]),
  };
}

function remoteRates(ask: Ask): Rates {
  const call = callsOf(ask, 'rates');
  return {
    ...closed,
    take: (claims) => call('take', [claims]),
    add: (counted) => call('add', [counted]),
    leave: (agents) => call('leave', [agents]),
    counted: (list) => call('counted', [list]),
    reset: (window) => call('reset', [window]),
  };
}

function remoteSignals(channel: Channel<ToPrimary, ToWorker>, local: Signals): Signals {
  /** What others changed before anybody listened; null = somebody does. */
  let early: (() => void)[] | null = [];
  channel.listen((message) => {
    if (message.kind !== 'changed') return;
    const tell = (): void => {
      // A listener that fails is logged there.
      local.publish('records', message.changes).catch(() => undefined);
    };
    if (early === null) tell();
    else early.push(tell);
  });
  return {
    async publish(topic, changes) {
      channel.send({ kind: 'changed', changes: [...changes] });
      await local.publish(topic, changes);
    },
    subscribe(topic, listener) {
      const unsubscribe = local.subscribe(topic, listener);
      for (const tell of early ?? []) tell();
      early = null;
      return unsubscribe;
    },
    catchUp: () => Promise.resolve(),
    close: () => local.close(),
  };
}
