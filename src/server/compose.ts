/** Assembles a running Tollgate: engines, gateway, control plane and HTTP server. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { trimAuditTrails } from '../control/audit-logs/trim.ts';
import type { ControlContext } from '../control/context.ts';
import { trimFeedback } from '../control/feedback/trim.ts';
import type { Principal } from '../control/principal.ts';
import { createFeedbackInbox, type FeedbackInbox } from '../control/feedback/inbox.ts';
import { createActivityInbox, type ActivityInbox } from '../control/session-activity/inbox.ts';
import { knownSecrets } from '../gateway/known-secrets.ts';
import type { RequestHeaders } from '../wire/request-headers.ts';
import type { GatewayDeps } from '../gateway/dependencies.ts';
import type { SnapshotHolder } from '../gateway/snapshot/swap.ts';
import { createInline } from '../gateway/route/inline.ts';
import { createHeartbeat } from '../gateway/relay/heartbeat.ts';
import { createAdminApp } from '../http/admin/app.ts';
import { createDashboardPages } from '../http/dashboard/pages.ts';
import { createDataPlane, type DataPlane } from '../http/data-plane/data-plane.ts';
import { createTransport } from '../http/outbound/transport.ts';
import { createUrlCheck } from '../http/outbound/check-url.ts';
import { openOwnIdentity } from './compose/own-identity.ts';
import { createUrlGuard } from '../http/outbound/url-guard.ts';
import { createBodyBudget } from '../http/body-budget.ts';
import { createVisitors } from '../http/visitor.ts';
import { createVisitorLimits } from '../http/visitor-limits.ts';
import { createHttpServer, type HttpServer } from '../http/server.ts';
import type { Logger } from '../observe/logger.ts';
import { createDegradations } from '../observe/degradations.ts';
import { createTurnedAway } from '../observe/turned-away.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';
import type { ServerOptions } from './config/options.ts';
import { startDailyRetention } from './daily-retention.ts';
import { identify, requireFigures, sessionDoors } from './identify.ts';
import { createBatchFollowing, type BatchFollowing } from './batches.ts';
import { createBudgetNotes, startNotifications, type BudgetNotes } from './notifications.ts';
import { newId } from './new-id.ts';
import { startGuardrailFeedback } from './guardrail-feedback.ts';
import { PACKAGE_ROOT } from './package-root.ts';
import { startSessionActivity } from './session-activity.ts';
import { openTlsFiles } from './tls-files.ts';
import { machineDirectory } from './workers/share-of.ts';
import { startRotation } from './rotation.ts';
import { startStandings } from './standings.ts';
import { after, every, nextTurn, systemClock } from './timers.ts';
import { bodyMemory } from './body-budget-size.ts';
import { openEngines, closeEngines, type Engines } from './compose/engines.ts';
import { keepImportedCatalog } from './compose/imported-catalog.ts';
import { openSecretValues, type OpenSecretValues } from './compose/secret-references.ts';
import { watchRecords, gatewayDeps } from './compose/gateway.ts';
import { identityApps, openDirectories } from './compose/identity.ts';
import { observe } from './compose/observe.ts';
import { controlContext } from './compose/control.ts';
import { openMailer } from './compose/mailer.ts';

/** The parts of a running Tollgate that its life cycle touches. */
export interface Tollgate {
  http: HttpServer;
  dataPlane: DataPlane;
  /** Ends what still runs, each in its own dialect, and with its log row. */
  halt(): void;
  /** A control context for the given principal. */
  control: (principal: Principal) => ControlContext;
  /** Serves from now on what other processes have saved, as far as the records can be read. */
  catchUp: () => Promise<void>;
  /** Everything appended is in its store, every file is released. Call when no request runs any more. */
  close(): Promise<void>;
}

/** As `npm run build:dashboard` writes it. */
const DASHBOARD = join(PACKAGE_ROOT, 'dashboard/dist');
const MIB = 1024 * 1024;
/** Vertex takes 30 MB and the first-party API 32 MB: more is refused before it is read to its end. */
const BODY_BOUNDS = { maxBytes: 32 * MIB, idleMs: 30_000, totalMs: 300_000 };

export async function compose(options: ServerOptions, logger: Logger): Promise<Tollgate> {
  const tls = openTlsFiles(options.tls, { logger, every });
  const degradations = createDegradations({ logger, now: systemClock.now });
  const doors = openDoors(options, logger);
  const engines = await openEngines(options, logger, degradations);
  const { guard, transport, own } = openOutward(options);
  const secrets = openSecretValues({ engines, transport, own, options, degradations, logger });
  const snapshots = await watchRecords(engines, secrets, logger);
  const heartbeat = createHeartbeat({ elapsed: systemClock.elapsed, every });
  const checkUrl = createUrlCheck(guard);
  const inline = createInline({ providers: PROVIDERS, checkUrl });
  const handleOwn: GatewayDeps['handleOwn'] = (arrived) => dataPlane.handleOwn(arrived);
  const observers = observe(options, { degradations, running: () => dataPlane.running() });
  const inboxes = openInboxes(engines.records);
  const outward = { guard, transport, own, inline, heartbeat, handleOwn, secrets: secrets.values };
  const inward = { options, engines, degradations, logger, ...inboxes, onRow: observers.onRow };
  const deps = gatewayDeps({ ...inward, ...outward });
  const dataPlane = createDataPlane({ deps, snapshots, bodyBounds: BODY_BOUNDS, ...doors });
  const mailer = await openMailer(options, logger);
  const parts = { ...outward, engines, checkUrl, snapshots, deps, options, mailer, notes: inboxes.notes };
  const control = controlContext({ ...parts, directories: openDirectories(transport) });
  const endSchedules = startSchedules({ ...inward, control, deps, snapshots, secrets });
  const knownKeys = (headers: RequestHeaders) => knownSecrets({ headers, snapshot: snapshots.current });
  const admin = createAdminApp({
    nextTurn,
    context: control,
    identify: (request) => identify({ snapshots, stored: { ...engines, clock: systemClock } }, request),
    dashboard: sessionDoors(snapshots),
    knownKeys,
    ...doors,
  });
  return {
    http: createHttpServer({
      tls,
      apps: identityApps({ control, snapshots, tokens: deps.tokens, ...inboxes, insertLogs: admin.fetch, ...doors }),
      pages: createDashboardPages({ directory: DASHBOARD, randomBytes }),
      metrics: { collect: observers.collect, authorize: (request) => requireFigures(snapshots.current, request) },
      dataPlane,
      admin,
      degradations: degradations.current,
      whenUnlogged: options.whenUnlogged,
      platformOf: (id) => PROVIDERS.get(id)?.platform,
      keepAliveMs: options.keepAliveMs,
      knownKeys,
      ...doors,
    }),
    dataPlane,
    control,
    catchUp: engines.signals.catchUp,
    halt: () => heartbeat.halt(),
    async close() {
      heartbeat.stop();
      await endSchedules();
      await observers.close();
      await transport.close();
      await closeEngines(engines);
    },
  };
}

/** What waits in this process until there is time for it. */
const openInboxes = (records: Engines['records']) => ({
  notes: createBudgetNotes(),
  batches: createBatchFollowing(records, systemClock.now),
  feedback: createFeedbackInbox(records, { randomBytes }),
  activity: createActivityInbox(records),
});

/** Every request that leaves goes through one guard of URLs. */
function openOutward(options: ServerOptions) {
  const ownHosts = [...PROVIDERS.values()].flatMap((provider) => provider.ownHosts);
  const guard = createUrlGuard(options.trustedHosts, ownHosts);
  return {
    guard,
    transport: createTransport({ guard, elapsed: systemClock.elapsed, egress: options.egress }),
    own: openOwnIdentity(options.ownIdentity, guard),
  };
}

/** How often it is looked whether a secret must be fetched again. */
const SECRETS_DUE_MS = 3_000;

/** What the server does by itself when it is time. */
function startSchedules(parts: {
  engines: Engines;
  control: Tollgate['control'];
  options: ServerOptions;
  deps: GatewayDeps;
  notes: BudgetNotes;
  batches: BatchFollowing;
  feedback: FeedbackInbox;
  snapshots: SnapshotHolder;
  secrets: OpenSecretValues;
  activity: ActivityInbox;
}): () => Promise<void> {
  const { engines, control, options, deps, notes, batches, feedback, snapshots, secrets, activity } = parts;
  const { logger, spending } = deps;
  const { records } = engines;
  const endImports = keepImportedCatalog(machineDirectory(options), logger);
  const endSecrets = every(SECRETS_DUE_MS, () => void secrets.refresh());
  const endBatches = batches.start({ deps, snapshot: () => snapshots.current, every, after });
  const endFeedback = startGuardrailFeedback(feedback, logger);
  const endRotation = startRotation({ records, control, logger, every });
  const endStandings = startStandings({ records, control, logger, now: systemClock.now, every });
  const endNotifications = startNotifications({
    notes,
    records,
    ledger: spending.ledger,
    windowOf: spending.windowOf,
    control,
    logger,
    every,
    nextTurn,
  });
  const { retentionDays } = options;
  const endActivity = startSessionActivity({ activity, records, retentionDays, logger });
  const endRetention = startRetention(control({ kind: 'bootstrap' }), options, logger);
  return async () => {
    endImports();
    endSecrets();
    await endBatches();
    await endFeedback();
    await endRotation();
    await endStandings();
    await endRetention();
    await endActivity();
    await endNotifications();
  };
}

/** What grows with time in the records. Returns the function that ends it. */
function startRetention(
  context: ControlContext,
  { auditRetentionDays: auditDays, retentionDays }: ServerOptions,
  logger: Logger,
): () => Promise<void> {
  const ends = [startDailyRetention('ratings', () => trimFeedback(context, retentionDays), logger)];
  if (auditDays !== null)
    ends.push(startDailyRetention('events of the audit trail', () => trimAuditTrails(context, auditDays), logger));
  return async () => void (await Promise.all(ends.map((end) => end())));
}

/** What every door shares: the log of turned-away requests, and their limits. */
function openDoors(options: ServerOptions, logger: Logger) {
  const { maxConnectionsPerAddress: maxConnections } = options;
  return {
    logger,
    after,
    newId,
    turnedAway: createTurnedAway({ logger, after }),
    visitors: createVisitors(options.trustedProxies, options.countryHeader),
    limits: createVisitorLimits({ maxConnections, elapsed: systemClock.elapsed }),
    budget: createBodyBudget(bodyMemory(options)),
  };
}
