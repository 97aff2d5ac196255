/** The one place where engines are chosen and everything is put together. */
import { randomBytes, randomUUID } from 'node:crypto';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PATIENCE } from '../clients/claude-code.ts';
import { factsFor, listModels } from '../catalog/models.ts';
import { PRICE_BOOK_VERSION, priceOf } from '../catalog/price-book.ts';
import { createAnnounce } from '../control/announce.ts';
import type { ControlContext } from '../control/context.ts';
import type { Principal } from '../control/principal.ts';
import type { GatewayDeps } from '../gateway/dependencies.ts';
import { explainRequest } from '../gateway/explain.ts';
import { parseConfig } from '../routing/parse.ts';
import { createFigures } from '../gateway/route/figures.ts';
import { createHealth } from '../gateway/route/health.ts';
import { createInline, type Inline } from '../gateway/route/inline.ts';
import { createCredentials } from '../gateway/credentials/credentials.ts';
import { createGoogleTokens } from '../gateway/credentials/google-oauth.ts';
import { createHeartbeat } from '../gateway/relay/deadlines.ts';
import { NO_GUARD } from '../gateway/guard/guard.ts';
import { createRateWindows } from '../gateway/limits/rate-windows.ts';
import { createSpending } from '../gateway/limits/spending.ts';
import { createWaiting } from '../gateway/limits/waiting.ts';
import { createRefusalMemory } from '../gateway/attempt/refusals.ts';
import { createUnauthenticatedRows } from '../gateway/settle/unauthenticated-rows.ts';
import type { Snapshot } from '../gateway/snapshot/snapshot.ts';
import { problemsOf } from '../gateway/snapshot/problems.ts';
import { createSnapshotSource } from '../gateway/snapshot/source.ts';
import { holdSnapshot, type SnapshotHolder } from '../gateway/snapshot/swap.ts';
import { createAdminApp } from '../http/admin/app.ts';
import { createDashboardPages } from '../http/dashboard/pages.ts';
import { createSessions } from '../http/dashboard/sessions.ts';
import { createDataPlane, type DataPlane } from '../http/data-plane/data-plane.ts';
import { findRoute } from '../http/data-plane/routes.ts';
import { createPostForm } from '../http/outbound/post-form.ts';
import { createTransport, type OutboundTransport } from '../http/outbound/transport.ts';
import { createUrlCheck } from '../http/outbound/check-url.ts';
import { createUrlGuard, type UrlGuard } from '../http/outbound/url-guard.ts';
import { createBodyBudget } from '../http/body-budget.ts';
import { createVisitorLimits } from '../http/visitor-limits.ts';
import { createHttpServer, type HttpServer } from '../http/server.ts';
import type { Logger } from '../observe/logger.ts';
import { createTroubles, type Troubles } from '../observe/troubles.ts';
import { createTurnedAway } from '../observe/turned-away.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';
import { createSemanticCache, type SemanticCache } from '../semantic/semantic-cache.ts';
import { createDuckdbAnalytics } from '../storage/analytics/duckdb.ts';
import { openFileBlobs } from '../storage/blobs/files.ts';
import { createBodyArchive } from '../storage/bodies/body-archive.ts';
import { createLocalEmbedder } from '../storage/embeddings/local.ts';
import { openSqliteLedger } from '../storage/ledger/sqlite.ts';
import { openDuckdbLog } from '../storage/log/duckdb.ts';
import type { Analytics } from '../storage/ports/analytics.ts';
import type { BlobStore } from '../storage/ports/blobs.ts';
import type { BodyArchive } from '../storage/ports/bodies.ts';
import { createMemoryCache } from '../storage/cache/memory.ts';
import { createValkeyCache } from '../storage/cache/valkey.ts';
import { createMemoryCounters } from '../storage/counters/memory.ts';
import { createValkeyCounters } from '../storage/counters/valkey.ts';
import type { CacheStore } from '../storage/ports/cache.ts';
import type { Counters } from '../storage/ports/counters.ts';
import type { Ledger } from '../storage/ports/ledger.ts';
import type { LogStore } from '../storage/ports/log.ts';
import type { Records } from '../storage/ports/records/records.ts';
import type { Sealer } from '../storage/ports/sealer.ts';
import type { Signals } from '../storage/ports/signals.ts';
import { openSqliteRecords } from '../storage/records/sqlite.ts';
import { createAesGcmSealer } from '../storage/sealer/aes-gcm.ts';
import { MasterKeyError, openMasterKey } from '../storage/sealer/master-key.ts';
import { createInProcessSignals } from '../storage/signals/in-process.ts';
import { createMemoryVectors } from '../storage/vectors/memory.ts';
import { connectValkey } from '../storage/valkey-client.ts';
import type { WorkspaceId } from '../kernel/ids.ts';
import { UsageError, type ServerOptions } from './config/options.ts';
import {
  BODIES_DIRECTORY,
  closeDataDirectory,
  LOG_DIRECTORY,
  makeDataDirectory,
  RECORDS_FILE,
  requireRecordsBesideLogs,
} from './data-directory.ts';
import { identify, sessionDoors } from './identify.ts';
import { newId } from './new-id.ts';
import { startRetention } from './retention.ts';
import { after, every, nextTurn, pause, systemClock } from './timers.ts';

/** The parts of a running Tollgate that its life cycle touches. */
export interface Tollgate {
  http: HttpServer;
  dataPlane: DataPlane;
  /** Ends what still runs, each in its own dialect, and with its log row. */
  halt(): void;
  /** A control context for the given principal. */
  control: (principal: Principal) => ControlContext;
  /** Everything appended is in its store, every file is released. Call when no request runs any more. */
  close(): Promise<void>;
}

/** As `npm run build:dashboard` writes it, beside `src` in a clone and beside `dist` in an installed package. */
const DASHBOARD = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));
const MIB = 1024 * 1024;
const DAY_MS = 24 * 3_600 * 1000;
/** Vertex takes 30 MB and the first-party API 32 MB: more is refused before it is read to its end. */
const BODY_BOUNDS = { maxBytes: 32 * MIB, idleMs: 30_000, totalMs: 300_000 };
/** Claude Code waits 600 s for the first byte, and 300 s for any event once a stream runs. */
const BOUNDS = { ...PATIENCE, clientStallMs: 300_000, pingMs: 10_000 };

/** The part whose troubles mean that rows are lost. */
const LOG = 'request log';

/** A quarter of the memory that the process may have, as a container bounds it. */
function usualBodyMemory(): number {
  const constrained = process.constrainedMemory();
  const available = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.max(MIN_BODY_MEMORY, Math.floor(available / 4));
}

/** Room for a few of the largest. */
const MIN_BODY_MEMORY = 128 * MIB;

/** Of this process's memory, for cached answers. */
const CACHE_BYTES = 64 * MIB;

interface Engines {
  endRetention: () => Promise<void>;
  records: Records;
  sealer: Sealer;
  signals: Signals;
  log: LogStore;
  analytics: Analytics;
  counters: Counters;
  ledger: Ledger;
  cache: CacheStore;
  semantic: SemanticCache;
  closeShared: () => Promise<void>;
  blobs: BlobStore;
  bodies: BodyArchive;
}

export async function compose(options: ServerOptions, logger: Logger): Promise<Tollgate> {
  const troubles = createTroubles({ logger, now: systemClock.now });
  const doors = openDoors(options, logger);
  const engines = await openEngines(options, logger, troubles);
  const guard = createUrlGuard(
    options.trustedHosts,
    [...PROVIDERS.values()].flatMap(({ ownHosts }) => ownHosts),
  );
  const transport = createTransport({ guard, elapsed: systemClock.elapsed, egress: options.egress });
  const snapshots = await watchRecords(engines, logger);
  const heartbeat = createHeartbeat({ elapsed: systemClock.elapsed, every });
  const checkUrl = createUrlCheck(guard);
  const inline = createInline({ providers: PROVIDERS, checkUrl });
  const handleOwn: GatewayDeps['handleOwn'] = (arrived) => dataPlane.handleOwn(arrived);
  const deps = gatewayDeps({ options, engines, troubles, transport, inline, heartbeat, logger, handleOwn });
  const dataPlane = createDataPlane({ deps, snapshots, bodyBounds: BODY_BOUNDS, ...doors });
  const control = controlContext({ engines, guard, checkUrl, snapshots, deps });
  const sessions = createSessions({ now: systemClock.now, randomBytes });
  const admin = createAdminApp({
    context: control,
    identify: (request) => identify(snapshots.current, sessions, request),
    dashboard: sessionDoors(snapshots, sessions),
    ...doors,
  });
  const pages = createDashboardPages({ directory: DASHBOARD, randomBytes });
  return {
    http: createHttpServer({
      pages,
      dataPlane,
      admin,
      troubles: troubles.current,
      whenUnlogged: options.whenUnlogged,
      keepAliveMs: options.keepAliveMs,
      ...doors,
    }),
    dataPlane,
    control,
    halt: () => heartbeat.halt(),
    async close() {
      heartbeat.stop();
      await transport.close();
      await closeEngines(engines);
    },
  };
}

async function closeEngines(engines: Engines): Promise<void> {
  await engines.endRetention();
  await engines.log.close();
  await engines.blobs.close();
  await engines.closeShared();
  await engines.ledger.close();
  await engines.semantic.close();
  await engines.records.close();
}

/** What stands at every door: who is told of visitors, and what they may take. */
function openDoors({ maxConnectionsPerAddress: maxConnections, bodyMemoryBytes }: ServerOptions, logger: Logger) {
  return {
    logger,
    after,
    newId,
    turnedAway: createTurnedAway({ logger, after }),
    limits: createVisitorLimits({ maxConnections, elapsed: systemClock.elapsed }),
    budget: createBodyBudget(bodyMemoryBytes ?? usualBodyMemory()),
  };
}

async function openEngines(options: ServerOptions, logger: Logger, troubles: Troubles): Promise<Engines> {
  const directory = options.dataDir;
  makeDataDirectory(directory);
  const open = closeDataDirectory(directory);
  if (open.length > 0) logger.warn('Other users of this machine may read stored data. Change the mode of:', { open });
  requireRecordsBesideLogs(directory);
  const masterKey = readMasterKey(options);
  // Before the log: without records, a log that is there stops the next start.
  const records = await openSqliteRecords({ path: join(directory, RECORDS_FILE) });
  const blobs = troubles.watch(
    'archive of bodies',
    await openFileBlobs({ directory: join(directory, BODIES_DIRECTORY), logger }),
  );
  const log = await openDuckdbLog({
    directory: join(directory, LOG_DIRECTORY),
    clock: systemClock,
    logger,
    onReading: (trouble) => troubles.set('reading of the request log', trouble),
    onSetAside: () => troubles.set('journal of the request log', 'rows_set_aside'),
  });
  const { retentionDays, retentionSize } = options;
  const endRetention = startRetention({
    rows: log.retained,
    bodies: blobs.retained,
    directory,
    maxAgeMs: retentionDays === null ? null : retentionDays * DAY_MS,
    maxSize: retentionSize,
    logger,
  });
  return {
    endRetention,
    records,
    sealer: createAesGcmSealer({ masterKey }),
    signals: createInProcessSignals({ logger }),
    log: troubles.watch(LOG, log),
    analytics: createDuckdbAnalytics(log),
    ledger: await openLedger(directory),
    ...(await openSharedState(options, logger, troubles)),
    semantic: openSemanticCache(logger),
    blobs,
    bodies: createBodyArchive({ blobs, clock: systemClock }),
  };
}

function openLedger(directory: string): Promise<Ledger> {
  return openSqliteLedger({ path: join(directory, 'ledger.sqlite'), clock: systemClock, newId: randomUUID });
}

/** A variable that cannot be used is a mistake in the command; a file that cannot is one of the machine. */
function readMasterKey({ dataDir: directory, masterKey: fromEnvironment }: ServerOptions): Buffer {
  try {
    return openMasterKey({ directory, fromEnvironment });
  } catch (error) {
    const isVariable = fromEnvironment !== undefined && error instanceof MasterKeyError;
    throw isVariable ? new UsageError(error.message) : error;
  }
}

/** Counters and cache: of this process, or shared by all that name the same Valkey. */
async function openSharedState({ valkeyUrl }: ServerOptions, logger: Logger, troubles: Troubles) {
  const now = systemClock.now;
  if (valkeyUrl === null) {
    return {
      counters: createMemoryCounters({ now }),
      cache: createMemoryCache({ now, maxBytes: CACHE_BYTES, logger }),
      closeShared: () => Promise.resolve(),
    };
  }
  const onOutage = (isAway: boolean): void => troubles.set('Valkey', isAway ? 'away' : null);
  const client = await connectValkey({ url: valkeyUrl, logger, now, onOutage });
  return {
    counters: createValkeyCounters({ client, prefix: VALKEY_PREFIX }),
    cache: createValkeyCache({ client, prefix: VALKEY_PREFIX }),
    closeShared: () => client.close(),
  };
}

/** Its workers start with the first config that asks for them. */
function openSemanticCache(logger: Logger): SemanticCache {
  const embedder = createLocalEmbedder({ clock: systemClock });
  const vectors = createMemoryVectors({ clock: systemClock });
  return createSemanticCache({ embedder, vectors, logger, after });
}

const VALKEY_PREFIX = 'tollgate:';

async function watchRecords(engines: Engines, logger: Logger): Promise<SnapshotHolder> {
  const { records, sealer, signals } = engines;
  const elapsed = systemClock.elapsed;
  const snapshots = await holdSnapshot(
    createSnapshotSource({ records, sealer, providers: PROVIDERS, elapsed, nextTurn }),
  );
  tellProblems(snapshots.current, logger);
  signals.subscribe('records', async (changes) => {
    await snapshots.apply(changes);
    logger.debug('The configuration was swapped.', { version: snapshots.current.version });
  });
  return snapshots;
}

/** At the start, when the master key may be another one than before; later changes are answered to who makes them. */
function tellProblems(snapshot: Snapshot, logger: Logger): void {
  const problems = problemsOf(snapshot);
  if (problems.length === 0) return;
  const first = problems.slice(0, MAX_TOLD_PROBLEMS);
  logger.warn('Some of the saved configuration cannot be used: requests to it are refused.', {
    count: problems.length,
    first,
  });
}

const MAX_TOLD_PROBLEMS = 10;

interface GatewayParts {
  options: ServerOptions;
  engines: Engines;
  troubles: Troubles;
  transport: OutboundTransport;
  inline: Inline;
  heartbeat: GatewayDeps['heartbeat'];
  handleOwn: GatewayDeps['handleOwn'];
  logger: Logger;
}

function gatewayDeps({
  options,
  engines,
  troubles,
  transport,
  inline,
  heartbeat,
  handleOwn,
  logger,
}: GatewayParts): GatewayDeps {
  const postForm = createPostForm({ transport, after });
  return {
    clock: systemClock,
    random: Math.random,
    transport,
    credentials: createCredentials({
      google: createGoogleTokens({ clock: systemClock, postForm }),
      clock: systemClock,
    }),
    inline,
    refusals: createRefusalMemory({ now: systemClock.now }),
    openGuard: NO_GUARD,
    heartbeat,
    catalog: { factsFor, listModels, priceOf, priceBookVersion: PRICE_BOOK_VERSION },
    log: engines.log,
    unauthenticatedRows: createUnauthenticatedRows(systemClock.elapsed),
    refusesUnlogged: () => options.whenUnlogged === 'refuse' && troubles.current().some(({ part }) => part === LOG),
    bodies: options.storeBodies ? engines.bodies : null,
    logger,
    bounds: BOUNDS,
    pause,
    nextTurn,
    newSpanId: () => newId('span'),
    newRequestId: () => newId('request'),
    handleOwn,
    counters: engines.counters,
    spending: createSpending({
      ledger: engines.ledger,
      rates: createRateWindows({ elapsed: systemClock.elapsed }),
      waiting: createWaiting(),
      calendar: options.calendar,
    }),
    cache: engines.cache,
    semantic: engines.semantic,
    health: createHealth({ counters: engines.counters, now: systemClock.now }),
    figures: createFigures({ now: systemClock.now }),
  };
}

/** What is wrong with a config is wrong in every workspace. */
const NO_WORKSPACE = '' as WorkspaceId;

interface ControlParts {
  engines: Engines;
  guard: UrlGuard;
  checkUrl: (url: string) => string | null;
  snapshots: SnapshotHolder;
  deps: GatewayDeps;
}

function controlContext({ engines, guard, checkUrl, snapshots, deps }: ControlParts): Tollgate['control'] {
  const { records, sealer, signals, log, analytics, bodies } = engines;
  const announce = createAnnounce({ signals, logger: deps.logger, after });
  return (principal) => ({
    records,
    sealer,
    announce,
    log,
    analytics,
    bodies,
    usage: budgetUsage(deps),
    principal,
    clock: systemClock,
    randomBytes: (size) => randomBytes(size),
    providers: PROVIDERS,
    validateConfig(value, { isSaved }) {
      const parsed = parseConfig(value, { providers: PROVIDERS, workspaceId: NO_WORKSPACE, isSaved, checkUrl });
      return 'issues' in parsed ? parsed.issues : [];
    },
    checkUrl,
    isTrustedHost: (url) => guard.isTrusted(url),
    explain: (question) =>
      explainRequest(question, snapshots.current, { ...deps, providers: PROVIDERS, findRoute, nextTurn }),
  });
}

/** What the control plane shows of budgets, and sets back. */
function budgetUsage({ spending: { ledger, windowOf } }: GatewayDeps): ControlContext['usage'] {
  return {
    of(account, period) {
      const { start, end } = windowOf(period, systemClock.now());
      return { ...ledger.balance({ limit: account, window: start }), resetsAt: end };
    },
    reset: (account, period) => ledger.reset({ limit: account, window: windowOf(period, systemClock.now()).start }),
  };
}
