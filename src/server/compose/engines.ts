/** Chooses databases, caches and files. The only place that does; each engine is imported only if it is used. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { resealRecords } from '../../control/master-key/reseal.ts';
import type { Logger } from '../../observe/logger.ts';
import type { Degradations } from '../../observe/degradations.ts';
import { createSemanticCache, type SemanticCache } from '../../semantic/semantic-cache.ts';
import { createSqlAnalytics } from '../../storage/analytics/sql.ts';
import { languageOf, openLogProcess } from '../../storage/log/engine-client.ts';
import { openLog as openLogStore } from '../../storage/log/open-log.ts';
import { createSendSigned } from '../../http/outbound/operators-own.ts';
import type { EgressSettings } from '../../http/outbound/proxy.ts';
import { openFileBlobs } from '../../storage/blobs/files.ts';
import { hasNode, nodeOf, withNodeRefs } from '../../storage/blobs/node-refs.ts';
import { createBodyArchive, withNode } from '../../storage/bodies/body-archive.ts';
import { createLocalEmbedder } from '../../workers/embeddings/local.ts';
import type { Analytics } from '../../storage/ports/analytics.ts';
import type { BlobStore } from '../../storage/ports/blobs.ts';
import type { BodyArchive } from '../../storage/ports/bodies.ts';
import { createMemoryCache } from '../../storage/cache/memory.ts';
import { createMemoryCounters } from '../../storage/counters/memory.ts';
import type { CacheStore } from '../../storage/ports/cache.ts';
import { createMemoryRates } from '../../storage/rates/memory.ts';
import type { Counters } from '../../storage/ports/counters.ts';
import type { Rates } from '../../storage/ports/rates.ts';
import type { MovedLedger } from '../../storage/ledger/move.ts';
import type { Ledger, LedgerAccount, LedgerEngine, Reconciliation } from '../../storage/ports/ledger.ts';
import type { LogTotals } from '../../storage/log/move-log.ts';
import type { LogReader } from '../../storage/ports/log/reader.ts';
import type { LogWriter } from '../../storage/ports/log/writer.ts';
import type { Records } from '../../storage/ports/records/records.ts';
import type { Sealer } from '../../storage/ports/sealer.ts';
import type { Translations } from '../../workers/ports/translations.ts';
import type { Signals } from '../../storage/ports/signals.ts';
import { createAesGcmSealer } from '../../storage/sealer/aes-gcm.ts';
import { beginKeyRotation, MasterKeyError, openMasterKey } from '../../storage/sealer/master-key.ts';
import { createInProcessSignals } from '../../storage/signals/in-process.ts';
import { createTranslationThread } from '../../workers/translations/thread.ts';
import { createMemoryVectors } from '../../workers/vectors/memory.ts';
import type { BlobsAddress } from '../config/blobs-address.ts';
import { UsageError, type ServerOptions } from '../config/options.ts';
import { bodyMemory } from '../body-budget-size.ts';
import {
  BODIES_DIRECTORY,
  closeDataDirectory,
  KNOWN_SPENDING_FILE,
  UNWRITTEN_SPENDING_FILE,
  LEDGER_FILE,
  LOG_DIRECTORY,
  makeDataDirectory,
  RECORDS_FILE,
  requireRecordsBesideLogs,
} from '../data-directory.ts';
import { retain } from '../retention.ts';
import { openRemoteEngines, type RemoteEngines } from '../workers/remote-engines.ts';
import { machineDirectory } from '../workers/share-of.ts';
import { createSharedLedger } from '../workers/shared-ledger.ts';
import { workerChannel } from '../workers/worker-channel.ts';
import { after, every, nextTurn, sleep, systemClock } from '../timers.ts';
import { load } from './load-engine.ts';
import { requireMasterKey } from './require-master-key.ts';

const DAY_MS = 24 * 3_600 * 1000;

/** Of this process's memory, for cached answers. */
const CACHE_BYTES = 64 * 1024 * 1024;
/** A count that is late is waited for as long, ms: without it nothing passes. */
const RATES_TIMEOUT_MS = 1000;
const VALKEY_PREFIX = 'tollgate:';

/** How long a row may wait for others before it goes to ClickHouse. */
const SHARED_FLUSH_MS = 1000;

/** The part whose degradations mean that rows are lost. */
export const LOG = 'request log';

export interface Engines {
  endRetention: () => Promise<void>;
  records: Records;
  sealer: Sealer;
  signals: Signals;
  log: LogWriter & LogReader & { close(): Promise<void> };
  analytics: Analytics;
  counters: Counters;
  ledger: Ledger;
  rates: Rates;
  /** Calls when a balance was changed by another worker. */
  onBalances: (listener: () => void) => void;
  cache: CacheStore;
  semantic: SemanticCache;
  translations: Translations;
  closeShared: () => Promise<void>;
  blobs: BlobStore;
  bodies: BodyArchive;
}

/** Opens everything that is stored. Throws UsageError for what the command got wrong, Error for what the machine lacks. */
export async function openEngines(
  options: ServerOptions,
  logger: Logger,
  degradations: Degradations,
): Promise<Engines> {
  const directory = options.dataDir;
  makeDataDirectory(directory);
  const open = closeDataDirectory(directory);
  if (open.length > 0) logger.warn('Other users of this machine may read stored data. Change the mode of:', { open });
  if (options.databaseUrl === null) requireRecordsBesideLogs(machineDirectory(options));
  const masterKey = readMasterKey(options);
  // Before the log: without records, a log that is there stops the next start.
  const records = await openRecords(options);
  const sealer = createAesGcmSealer({ masterKey });
  await requireMasterKey(records, sealer, { isShared: options.databaseUrl !== null });
  const remote = openRemoteEngines(degradations);
  const { clickhouseUrl } = options;
  const archive =
    remote !== null && options.blobs === null ? remote.blobs : await openBlobs(options, logger, degradations);
  const blobs = degradations.watch('archive of bodies', archive);
  const log =
    remote !== null && clickhouseUrl === null
      ? remote.log(languageOf(clickhouseUrl))
      : await openLog(options, logger, degradations);
  return {
    endRetention: retain(options, { rows: log.retained, bodies: blobs.retained, records, logger }),
    records,
    sealer,
    signals: remoteSignals(options, remote, logger) ?? (await openSignals(options, { records, logger, degradations })),
    log: degradations.watch(LOG, log),
    analytics: createSqlAnalytics(log),
    ...(await openWorkersLedger(options)),
    ...(await openSharedState(options, { logger, degradations, remote })),
    semantic: openSemanticCache(logger),
    translations: createTranslationThread({
      clock: systemClock,
      after,
      nextTurn,
      maxBytes: bodyMemory(options),
    }),
    blobs,
    bodies: createBodyArchive({ blobs, clock: systemClock }),
  };
}

const remoteSignals = ({ databaseUrl }: ServerOptions, remote: RemoteEngines | null, logger: Logger): Signals | null =>
  databaseUrl === null && remote !== null ? remote.signals(createInProcessSignals({ logger })) : null;

export async function closeEngines(engines: Engines): Promise<void> {
  await engines.signals.close();
  await engines.endRetention();
  await engines.log.close();
  await engines.blobs.close();
  await engines.rates.close();
  await engines.closeShared();
  await engines.ledger.close();
  await engines.semantic.close();
  await engines.translations.close();
  await engines.records.close();
}

/**
 * Seals everything with a new master key. Throws where a Tollgate is running on the same data: it would go on sealing with
 * the old one.
 */
export async function rotateMasterKey(options: ServerOptions, newMasterKey: string | undefined): Promise<number> {
  const directory = options.dataDir;
  await requireUnusedRecords(options);
  const { from, to, finish } = beginKeyRotation({
    directory,
    fromEnvironment: options.masterKey,
    newFromEnvironment: newMasterKey,
  });
  const records = await openRecords(options);
  try {
    const keys = { from: createAesGcmSealer({ masterKey: from }), to: createAesGcmSealer({ masterKey: to }) };
    const count = await resealRecords(records, keys);
    finish();
    return count;
  } finally {
    await records.close();
  }
}

type WhereRecordsAre = Pick<ServerOptions, 'dataDir' | 'databaseUrl'> &
  Partial<Pick<ServerOptions, 'worker' | 'workers'>>;

/** Throws where a Tollgate has them open. */
export async function requireUnusedRecords({ dataDir, databaseUrl }: WhereRecordsAre): Promise<void> {
  if (databaseUrl === null) {
    const { requireUnused } = await load('kysely', () => import('../../storage/records/sqlite.ts'));
    return requireUnused(join(dataDir, RECORDS_FILE));
  }
  const { requireUnusedDatabase } = await load('pg', () => import('../../storage/records/copy-between.ts'));
  return requireUnusedDatabase(databaseUrl);
}

/**
 * Records and the ledger of budgets from the data directory into PostgreSQL, or back. Resolves with the number of rows; throws
 * where one of them is in use, or both differ in the end.
 */
export async function copyRecordsBetween(options: {
  dataDir: string;
  databaseUrl: string;
  to: 'postgres' | 'sqlite';
  onTable: (table: string, rows: number) => void;
  onLedger: (moved: MovedLedger) => void;
}): Promise<number> {
  const { dataDir, databaseUrl: url, to, onTable, onLedger } = options;
  if (to === 'sqlite') makeDataDirectory(dataDir);
  const { copyBetween } = await load('pg', () => import('../../storage/records/copy-between.ts'));
  const { moveLedger } = await load('pg', () => import('../../storage/ledger/move.ts'));
  const ledger = { path: join(dataDir, LEDGER_FILE), url, to, now: systemClock.now() };
  const besides = async (): Promise<void> => onLedger(await moveLedger(ledger));
  return copyBetween({ path: join(dataDir, RECORDS_FILE), url, to, onTable, besides });
}

/** The request log from the data directory into ClickHouse, or back. Throws where one of them is in use, or both differ in the end. */
export async function moveLogBetween(options: {
  dataDir: string;
  clickhouseUrl: string;
  to: 'clickhouse' | 'duckdb';
  logger: Logger;
  onBatch: (moved: number) => void;
}): Promise<LogTotals> {
  const { dataDir, clickhouseUrl: url, ...how } = options;
  makeDataDirectory(dataDir);
  const { moveBetween } = await load('@clickhouse/client', () => import('../../storage/log/movable-logs.ts'));
  const node = nodeOf(makeDirectory(join(dataDir, BODIES_DIRECTORY)));
  const nameNode = (ref: string): string => withNode(ref, node);
  return moveBetween({ ...how, url, nameNode, directory: join(dataDir, LOG_DIRECTORY), clock: systemClock });
}

/** The bodies of the data directory into the bucket, or back. Resolves with the number of packs. */
export async function moveBodies(options: {
  dataDir: string;
  blobs: BlobsAddress;
  egress: EgressSettings;
  to: 'bucket' | 'directory';
  logger: Logger;
  onPack: (number: number, bytes: number) => void;
}): Promise<number> {
  const { dataDir, blobs, egress, to, ...how } = options;
  const { copyPacksBack, movePacks } = await import('../../storage/blobs/s3/move-packs.ts');
  const { openS3Objects } = await load('aws4fetch', () => import('../../storage/blobs/s3/s3-objects.ts'));
  const directory = makeDirectory(join(dataDir, BODIES_DIRECTORY));
  const move = to === 'bucket' ? movePacks : copyPacksBack;
  return move({ ...how, directory, objects: openS3Objects(blobs, createSendSigned(egress)), now: systemClock.now });
}

function makeDirectory(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

/** The records alone: in PostgreSQL where an address is given, else in the data directory. */
export async function openRecords({
  dataDir,
  databaseUrl,
  worker = null,
  workers = 1,
}: WhereRecordsAre): Promise<Records> {
  if (databaseUrl !== null) {
    const { openPostgresRecords } = await load('pg', () => import('../../storage/records/postgres.ts'));
    return openPostgresRecords({ url: databaseUrl });
  }
  const { openSqliteRecords } = await load('kysely', () => import('../../storage/records/sqlite.ts'));
  return openSqliteRecords({ path: join(machineDirectory({ dataDir, worker }), RECORDS_FILE), isShared: workers > 1 });
}

/** Of this process, or of every process that shares the records. */
async function openSignals(
  { databaseUrl }: ServerOptions,
  { records, logger, degradations }: { records: Records; logger: Logger; degradations: Degradations },
): Promise<Signals> {
  const { changesOfOthers: readChanges } = records;
  if (databaseUrl === null || readChanges === null) return createInProcessSignals({ logger });
  const { openPostgresSignals } = await load('pg', () => import('../../storage/signals/postgres.ts'));
  const onOutage = (isAway: boolean): void => degradations.set('PostgreSQL', isAway ? 'away' : null);
  return openPostgresSignals({ url: databaseUrl, readChanges, logger, after, onOutage });
}

/** Its database is in a process of its own, so that neither ingest nor a query holds up a request. */
export async function openLog(
  { dataDir: directory, clickhouseUrl }: ServerOptions,
  logger: Logger,
  degradations: Pick<Degradations, 'set'>,
) {
  const options = {
    directory: join(directory, LOG_DIRECTORY),
    clock: systemClock,
    logger,
    // Other nodes read there what this one has written: the live log waits for it.
    ...(clickhouseUrl === null ? {} : { flushEveryMs: SHARED_FLUSH_MS }),
    onReading: (degradation: string | null) => degradations.set('reading of the request log', degradation),
    onSetAside: () => degradations.set('journal of the request log', 'rows_set_aside'),
  };
  const engine = clickhouseUrl === null ? '@duckdb/node-api' : '@clickhouse/client';
  return load(engine, () =>
    openLogStore(options, (given, events) => openLogProcess({ ...given, clickhouseUrl }, events)),
  );
}

/** On this disk; with a bucket, on the way there. */
export async function openBlobs(
  { dataDir, blobs, clickhouseUrl, egress }: ServerOptions,
  logger: Logger,
  degradations: Pick<Degradations, 'set'>,
) {
  const directory = join(dataDir, BODIES_DIRECTORY);
  const isLogShared = clickhouseUrl !== null;
  if (blobs === null) {
    const files = await openFileBlobs({ directory, logger, maxPackAge: { ms: DAY_MS, now: systemClock.now } });
    const isNamed = isLogShared || hasNode(directory);
    return isNamed ? withNodeRefs(files, { node: nodeOf(directory), isLogShared }) : files;
  }
  const { openS3Blobs } = await import('../../storage/blobs/s3/s3-blobs.ts');
  const { openS3Objects } = await load('aws4fetch', () => import('../../storage/blobs/s3/s3-objects.ts'));
  return openS3Blobs({
    directory,
    objects: openS3Objects(blobs, createSendSigned(egress)),
    now: systemClock.now,
    isLogShared,
    logger,
    setTimer: (run, ms) => after(ms, run),
    onUpload: (trouble) => degradations.set('upload of bodies', trouble),
  });
}

/** A worker has that of the process that started it. */
async function openWorkersLedger(options: WhereRecordsAre): Promise<Pick<Engines, 'ledger' | 'onBalances'>> {
  const channel = workerChannel();
  if (channel === null) return openLedger(options);
  const ledger = createSharedLedger(channel);
  return { ledger, onBalances: ledger.onBalances };
}

export interface OpenLedger {
  ledger: LedgerEngine;
  /** Calls when a balance was changed by another process, with those that were. */
  onBalances: (listener: (changed: readonly LedgerAccount[]) => void) => void;
}

/** In PostgreSQL where an address is given, shared by every process that names the same; else in the data directory. */
export async function openLedger({ dataDir, databaseUrl: url }: WhereRecordsAre): Promise<OpenLedger> {
  const path = join(dataDir, LEDGER_FILE);
  if (url === null) {
    const { openSqliteLedger } = await load('kysely', () => import('../../storage/ledger/sqlite.ts'));
    const ledger = await openSqliteLedger({ path, clock: systemClock, newId: randomUUID });
    return { ledger, onBalances: () => undefined };
  }
  const { openPostgresLedger } = await load('pg', () => import('../../storage/ledger/postgres.ts'));
  const { elapsed } = systemClock;
  const knownPath = join(dataDir, KNOWN_SPENDING_FILE);
  const unwrittenPath = join(dataDir, UNWRITTEN_SPENDING_FILE);
  const before = await countedIn(path);
  const ledger = await openPostgresLedger({ url, newId: randomUUID, every, elapsed, knownPath, unwrittenPath, before });
  return { ledger, onBalances: (listener) => ledger.onBalances(listener) };
}

/** What the embedded ledger has counted, for the first start with PostgreSQL; null = nothing. */
async function countedIn(path: string) {
  if (!existsSync(path)) return null;
  const { openLedgerFile } = await import('../../storage/ledger/ledger-file.ts');
  const file = openLedgerFile(path);
  const id = file.lastBatch();
  return id === null ? null : { id, balances: file.load().balances };
}

/** Of what is stored, beside a gateway that may be running. null = the directory has no ledger. */
export async function reconcileLedger({ dataDir, databaseUrl }: WhereRecordsAre): Promise<Reconciliation | null> {
  if (databaseUrl !== null) {
    const { reconcilePostgresLedger } = await load('pg', () => import('../../storage/ledger/postgres.ts'));
    return reconcilePostgresLedger(databaseUrl);
  }
  const path = join(dataDir, LEDGER_FILE);
  if (!existsSync(path)) return null;
  const { openLedgerFile } = await import('../../storage/ledger/ledger-file.ts');
  return openLedgerFile(path).reconcile();
}

/** A variable that cannot be used is a mistake in the command; a file that cannot is one of the machine. */
export function readMasterKey({
  dataDir: directory,
  masterKey: fromEnvironment,
}: Pick<ServerOptions, 'dataDir' | 'masterKey'>): Buffer {
  try {
    return openMasterKey({ directory, fromEnvironment });
  } catch (error) {
    const isVariable = fromEnvironment !== undefined && error instanceof MasterKeyError;
    throw isVariable ? new UsageError(error.message) : error;
  }
}

export interface SharedState {
  counters: Counters;
  cache: CacheStore;
  rates: Rates;
  closeShared: () => Promise<void>;
}

export interface SharedStateParts {
  logger: Logger;
  degradations: Pick<Degradations, 'set'>;
  /** Of a worker: where those are that nothing outside of the machine keeps. */
  remote: Pick<RemoteEngines, 'cache' | 'counters' | 'rates'> | null;
}

export async function openSharedState(
  { valkeyUrl, databaseUrl }: Pick<ServerOptions, 'valkeyUrl' | 'databaseUrl'>,
  { logger, degradations, remote }: SharedStateParts,
): Promise<SharedState> {
  const now = systemClock.now;
  if (valkeyUrl === null) {
    return {
      counters: remote?.counters ?? createMemoryCounters({ now }),
      cache: remote?.cache ?? createMemoryCache({ now, maxBytes: CACHE_BYTES, logger }),
      rates: databaseUrl === null && remote !== null ? remote.rates : await openRates(databaseUrl),
      closeShared: () => Promise.resolve(),
    };
  }
  const [{ connectValkey }, { createValkeyCounters }, { createValkeyCache }, { openValkeyRates }] = await load(
    'ioredis',
    () =>
      Promise.all([
        import('../../storage/valkey-client.ts'),
        import('../../storage/counters/valkey.ts'),
        import('../../storage/cache/valkey.ts'),
        import('../../storage/rates/valkey.ts'),
      ]),
  );
  const away = new Set<string>();
  const onOutageOf = (connection: string) => (isAway: boolean) => {
    if (isAway) away.add(connection);
    else away.delete(connection);
    degradations.set('Valkey', away.size > 0 ? 'away' : null);
  };
  const client = await connectValkey({ url: valkeyUrl, logger, now, onOutage: onOutageOf('cache') });
  // Rates refuse what they cannot count, and so wait longer; and they never stand behind a large answer.
  const patience = { timeoutMs: RATES_TIMEOUT_MS, isSecond: true };
  const counting = await connectValkey({ url: valkeyUrl, logger, now, onOutage: onOutageOf('rates'), ...patience });
  const { elapsed } = systemClock;
  return {
    counters: createValkeyCounters({ client, prefix: VALKEY_PREFIX }),
    cache: createValkeyCache({ client, prefix: VALKEY_PREFIX }),
    rates: await openValkeyRates({ client: counting, prefix: VALKEY_PREFIX, elapsed, every, pause: sleep }),
    async closeShared() {
      await Promise.all([client.close(), counting.close()]);
    },
  };
}

/** What this process counts for itself alone. */
export const openOwnRates = (): Rates => createMemoryRates({ elapsed: systemClock.elapsed });

/** Without Valkey: shared by all that name the same PostgreSQL, or of this process. */
async function openRates(databaseUrl: string | null): Promise<Rates> {
  if (databaseUrl === null) return openOwnRates();
  const { openPostgresRates } = await load('pg', () => import('../../storage/rates/postgres.ts'));
  return openPostgresRates({ url: databaseUrl, elapsed: systemClock.elapsed, every });
}

/** Its workers start with the first config that needs them. */
function openSemanticCache(logger: Logger): SemanticCache {
  const embedder = createLocalEmbedder({ clock: systemClock });
  const vectors = createMemoryVectors({ clock: systemClock });
  return createSemanticCache({ embedder, vectors, logger, after });
}
