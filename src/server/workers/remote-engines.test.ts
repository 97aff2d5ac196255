/** What a worker has of the process that started it, against the suites of the ports, and what only several workers can get wrong. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { channelPair } from '../../../testkit/channel-pair.ts';
import { manualClock } from '../../../testkit/manual-clock.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { CacheKey, OrganisationId } from '../../kernel/ids.ts';
import { createLogger } from '../../observe/logger.ts';
import { openFileBlobs } from '../../storage/blobs/files.ts';
import { createMemoryCache } from '../../storage/cache/memory.ts';
import { createMemoryCounters } from '../../storage/counters/memory.ts';
import { openDuckdbLog } from '../../storage/log/duckdb.ts';
import { languageOf } from '../../storage/log/engine-client.ts';
import { describeBlobs } from '../../storage/ports/blobs.suite.ts';
import { describeCache } from '../../storage/ports/cache.suite.ts';
import { describeCounters } from '../../storage/ports/counters.suite.ts';
import { exampleRow } from '../../storage/ports/log.suite.ts';
import { ALIVE_MS } from '../../storage/ports/rates.ts';
import { ratesSuite } from '../../storage/ports/rates.suite.ts';
import { createMemoryRates } from '../../storage/rates/memory.ts';
import { createInProcessSignals } from '../../storage/signals/in-process.ts';
import { createRemoteEngines } from './remote-engines.ts';
import { serveEngines, type SharedEngines } from './serve-engines.ts';

const NONE: SharedEngines = { log: null, blobs: null, cache: null, counters: null, rates: null };
const MB = 1024 * 1024;
const logger = createLogger({ level: 'error', write: () => undefined, now: () => 0 });
const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-remote-'));
  directories.push(directory);
  return directory;
}

function openWorkers(engines: Partial<SharedEngines>, count = 1) {
  const degraded: ((part: string, reason: string | null) => void)[] = [];
  const server = serveEngines({ ...NONE, ...engines }, (listener) => void degraded.push(listener));
  const begin = () => {
    const { worker, primary } = channelPair();
    return { remote: createRemoteEngines(worker), end: server.serve(primary) };
  };
  return {
    workers: Array.from({ length: count }, begin),
    begin,
    degrade: (part: string, reason: string | null) => degraded.forEach((listener) => listener(part, reason)),
  };
}

function openWorker(engines: Partial<SharedEngines>) {
  const [worker] = openWorkers(engines).workers;
  if (worker === undefined) throw new Error('There is no worker.');
  return worker.remote;
}

const clock = manualClock();

describe('the counters', () =>
  describeCounters({
    open: async () => openWorker({ counters: createMemoryCounters({ now: clock.now }) }).counters,
    pass: async (ms) => clock.advance(ms),
  }));

describe('the cache', () =>
  describeCache({
    open: async () => openWorker({ cache: createMemoryCache({ now: clock.now, maxBytes: 20 * MB, logger }) }).cache,
    pass: async (ms) => clock.advance(ms),
    kept: 1.9 * MB,
    tooLarge: 2 * MB,
  }));

ratesSuite('two workers', () => {
  const own = manualClock();
  const [one, two] = openWorkers({ rates: createMemoryRates({ elapsed: own.elapsed }) }, 2).workers;
  if (one === undefined || two === undefined) throw new Error('There are no workers.');
  return Promise.resolve({
    rates: one.remote.rates,
    other: two.remote.rates,
    advance: own.advance,
    destroy: () => Promise.resolve(),
  });
});

describe('the archive of bodies', () => {
  const directory = newDirectory();
  describeBlobs(async () => {
    const blobs = await openFileBlobs({ directory, logger });
    return { ...openWorker({ blobs }).blobs, close: () => blobs.close() };
  });
});

describe('the log', () => {
  const acme = { organisationId: 'org_acme' as OrganisationId };
  const open = async (workers: number) => {
    const timed = { now: () => 1_000_000, elapsed: () => performance.now() };
    const log = await openDuckdbLog({ directory: newDirectory(), logger, clock: timed });
    const remotes = openWorkers({ log }, workers).workers.map(({ remote }) => remote.log(languageOf(null)));
    return { log, remotes };
  };

  it('is one: what one worker appends, another lists, gets and counts', async () => {
    const { log, remotes } = await open(2);
    for (const [at, id] of ['a', 'b', 'c'].entries()) {
      await remotes[at % 2]?.append(exampleRow({ id, created_at: at }));
    }
    const reader = remotes[1];
    const first = await reader?.list(acme, { limit: 2 });
    expect(first?.rows.map(({ id }) => id)).toEqual(['c', 'b']);
    const rest = await reader?.list(acme, { limit: 2, cursor: first?.nextCursor ?? '' });
    expect(rest?.rows.map(({ id }) => id)).toEqual(['a']);
    expect(await reader?.get(acme, 'b')).toEqual(exampleRow({ id: 'b', created_at: 1 }));
    const query = { sql: 'SELECT count(*) AS rows FROM requests WHERE organisation_id = ?', values: ['org_acme'] };
    expect((await remotes[0]?.run(query))?.rows).toEqual([{ rows: 3 }]);
    await log.close();
  });

  it('refuses as it does in one process, with code and hint', async () => {
    const { log, remotes } = await open(1);
    const asked = remotes[0]?.list(acme, { limit: 1, cursor: 'none of ours' });
    await expect(asked).rejects.toThrow(GatewayError);
    await expect(asked).rejects.toMatchObject({ code: 'invalid_request' });
    await log.close();
    await expect(remotes[0]?.append(exampleRow())).rejects.toThrow('closed');
  });

  it('hears that nobody waits for an answer any more', async () => {
    const { log } = await open(1);
    await log.close();
    const endless: SharedEngines['log'] = {
      ...log,
      run: (_, { signal } = {}) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new GatewayError('client_closed', 'Nobody waits.')));
        }),
    };
    const remote = openWorker({ log: endless }).log(languageOf(null));
    const leaving = new AbortController();
    const asked = remote.run({ sql: 'SELECT 1', values: [] }, { signal: leaving.signal });
    leaving.abort();
    await expect(asked).rejects.toMatchObject({ code: 'client_closed' });
  });
});

describe('several workers', () => {
  it('hear what another has saved, also one that listens later, and nothing of their own twice', async () => {
    const { workers } = openWorkers({}, 3);
    const heard = workers.map((): string[] => []);
    const signals = workers.map(({ remote }) => remote.signals(createInProcessSignals({ logger })));
    const listen = (index: number): void =>
      void signals[index]?.subscribe('records', async (changes) => {
        heard[index]?.push(...changes.map(({ id }) => id));
      });
    listen(0);
    listen(1);
    await signals[0]?.publish('records', [{ noun: 'config', id: 'cfg_1' }]);
    expect(heard[0]).toEqual(['cfg_1']);
    await vi.waitFor(() => expect(heard[1]).toEqual(['cfg_1']));
    listen(2);
    await vi.waitFor(() => expect(heard[2]).toEqual(['cfg_1']));
    expect(heard[0]).toEqual(['cfg_1']);
  });

  it('have no subagent alive for ever whose worker has died', async () => {
    const own = manualClock();
    const [one, two] = openWorkers({ rates: createMemoryRates({ elapsed: own.elapsed }) }, 2).workers;
    const agent = (name: string) => ({ windows: [], agents: [{ place: 'key:1', agent: name, most: 1 }] });
    expect(await one?.remote.rates.take(agent('first'))).toBeNull();
    own.advance(2 * ALIVE_MS);
    expect(await two?.remote.rates.take(agent('second'))).toEqual({ kind: 'agent', at: 0 });
    one?.end();
    own.advance(ALIVE_MS + 1);
    expect(await two?.remote.rates.take(agent('second'))).toBeNull();
  });

  it('are told what is degraded in the process that started them, also one that begins later', async () => {
    const { workers, degrade, begin } = openWorkers({}, 1);
    const told: [number, string, string | null][] = [];
    workers[0]?.remote.onDegraded((part, reason) => void told.push([0, part, reason]));
    degrade('reading of the request log', 'process_ended');
    await vi.waitFor(() => expect(told).toEqual([[0, 'reading of the request log', 'process_ended']]));
    begin().remote.onDegraded((part, reason) => void told.push([1, part, reason]));
    await vi.waitFor(() => expect(told).toContainEqual([1, 'reading of the request log', 'process_ended']));
    degrade('reading of the request log', null);
    await vi.waitFor(() => expect(told.filter(([, , reason]) => reason === null)).toHaveLength(2));
  });

  it('share what one of them has put into the cache', async () => {
    const cache = createMemoryCache({ now: clock.now, maxBytes: MB, logger });
    const [one, two] = openWorkers({ cache }, 2).workers;
    await one?.remote.cache.put('answer' as CacheKey, Buffer.from('kept'), 60_000);
    expect((await two?.remote.cache.get('answer' as CacheKey))?.toString()).toBe('kept');
  });

  it('cannot call what is not there, and hear so', async () => {
    const remote = openWorker({});
    await expect(remote.cache.get('answer' as CacheKey)).rejects.toThrow('There is no cache.get');
  });
});
