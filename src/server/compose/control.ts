/** The dependencies of the control plane, per principal. */
import { randomBytes } from 'node:crypto';
import { resolveTxt as lookUpTxt } from 'node:dns/promises';
import { createAnnounce } from '../../control/announce.ts';
import type { ControlContext } from '../../control/context.ts';
import type { Principal } from '../../control/principal.ts';
import { createFlowLimits } from '../../control/sign-in/flow-limits.ts';
import { createSignInLimits } from '../../control/sign-in/limits.ts';
import { createPasswords } from '../../control/sign-in/password.ts';
import type { Mailer } from '../../control/mailer.ts';
import type { GatewayDeps } from '../../gateway/dependencies.ts';
import { checkPortsAs } from '../../gateway/guard/check-ports.ts';
import { openDryRun } from '../../gateway/guard/dry-run.ts';
import { knownSecrets } from '../../gateway/known-secrets.ts';
import { explainRequest } from '../../gateway/explain.ts';
import { testProvider } from '../../gateway/test-provider.ts';
import { parseConfig } from '../../routing/parse.ts';
import type { SnapshotHolder } from '../../gateway/snapshot/swap.ts';
import { findRoute } from '../../http/data-plane/routes.ts';
import type { UrlGuard } from '../../http/outbound/url-guard.ts';
import { windowAt, type Calendar } from '../../kernel/limit-window.ts';
import { maskText } from '../../kernel/secrets/mask.ts';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import type { Reading } from '../../storage/ports/log/reader.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { newId } from '../new-id.ts';
import { after, nextTurn, systemClock } from '../timers.ts';
import type { ServerOptions } from '../config/options.ts';
import type { SecretValues } from '../../gateway/secret-references/values.ts';
import type { BudgetNotes } from '../notifications.ts';
import { openOwnRates, type Engines } from './engines.ts';

/** What is wrong with a config is wrong in every workspace. */
const NO_WORKSPACE = '' as WorkspaceId;

export interface ControlParts {
  engines: Engines;
  guard: UrlGuard;
  checkUrl: (url: string) => string | null;
  snapshots: SnapshotHolder;
  deps: GatewayDeps;
  options: Pick<ServerOptions, 'calendar' | 'publicUrl' | 'deviceTokenSeconds' | 'verifiedDomains'>;
  mailer: Mailer | null;
  notes: Pick<BudgetNotes, 'sent'>;
  directories: ControlContext['directories'];
  secrets: SecretValues;
}

export function controlContext({
  engines,
  guard,
  checkUrl,
  snapshots,
  deps,
  options,
  mailer,
  notes,
  directories,
  secrets,
}: ControlParts): (principal: Principal, signal?: AbortSignal) => ControlContext {
  const { records, sealer, signals, log, analytics, bodies } = engines;
  const announce = createAnnounce({ signals, logger: deps.logger, after });
  const passwords = createPasswords({ randomBytes: (size) => randomBytes(size) });
  const devices = { accessMs: options.deviceTokenSeconds * 1000 };
  const counts = [openOwnRates(), engines.rates];
  const signInLimits = createSignInLimits(counts);
  const flowLimits = createFlowLimits(counts);
  return (principal, signal) => ({
    records,
    sealer,
    announce,
    ...readingUntil(signal, { log, analytics }),
    bodies,
    writeLog: (row) => deps.log.append(row),
    ...masking({ deps, bodies, snapshots }),
    usage: budgetUsage(deps, notes, options.calendar),
    principal,
    request: null,
    passwords,
    signInLimits,
    flowLimits,
    devices,
    directories,
    resolveTxt,
    verifiedDomains: options.verifiedDomains,
    mailer,
    publicUrl: options.publicUrl,
    clock: systemClock,
    nextTurn,
    randomBytes: (size) => randomBytes(size),
    providers: PROVIDERS,
    validateConfig(value, { isSaved }) {
      const parsed = parseConfig(value, { providers: PROVIDERS, workspaceId: NO_WORKSPACE, isSaved, checkUrl });
      return parsed.ok ? [] : parsed.problem;
    },
    checkUrl,
    guardrailCall: (call) => deps.checkPorts.call(call),
    guardrailPorts: guardrailPorts(snapshots, deps),
    openDryRun: () => openDryRun({ ...systemClock, nextTurn }),
    throwIfCancelled: () => signal?.throwIfAborted(),
    isTrustedHost: (url) => guard.isTrusted(url),
    fetchSecret: (reference) => secrets.fetch(reference),
    testProvider: (asked) => testProvider(asked, { ...deps, after }),
    explain: (question) =>
      explainRequest(question, snapshots.current, { ...deps, providers: PROVIDERS, findRoute, nextTurn }),
  });
}

/** What callers bring to be stored is stored without the keys that are known. */
function masking({
  deps,
  bodies,
  snapshots,
}: Pick<ControlParts, 'deps' | 'snapshots'> & Pick<Engines, 'bodies'>): Pick<
  ControlContext,
  'knownSecrets' | 'storeBody'
> {
  const known = () => knownSecrets({ headers: {}, snapshot: snapshots.current });
  return {
    knownSecrets: known,
    storeBody:
      deps.bodies === null
        ? null
        : (workspace, body) => bodies.store(workspace, body, { boundaries: [], secrets: known() }),
  };
}

/** Models are asked by the configuration of the moment. */
function guardrailPorts(snapshots: SnapshotHolder, deps: GatewayDeps): ControlContext['guardrailPorts'] {
  return (trier) => {
    const snapshot = snapshots.current;
    if (trier !== null) return checkPortsAs(trier, { snapshot, traceId: newId('trace') }, deps);
    return { ...deps.checkPorts, mask: (text) => maskText(text, knownSecrets({ headers: {}, snapshot })) };
  };
}

/** A name without such records has none; a resolver that does not answer is told. */
async function resolveTxt(name: string): Promise<string[]> {
  try {
    return (await lookUpTxt(name)).map((parts) => parts.join(''));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    throw error;
  }
}

/** The log, read for somebody who may hang up: then the reading stops. */
function readingUntil(
  signal: AbortSignal | undefined,
  { log, analytics }: Pick<ControlContext, 'log' | 'analytics'>,
): Pick<ControlContext, 'log' | 'analytics'> {
  if (signal === undefined) return { log, analytics };
  const until = (reading: Reading = {}): Reading => ({ signal, ...reading });
  return {
    log: {
      list: (filter, page, reading) => log.list(filter, page, until(reading)),
      get: (tenant, id, reading) => log.get(tenant, id, until(reading)),
    },
    analytics: {
      usage: (question, scope, reading) => analytics.usage(question, scope, until(reading)),
      graph: (name, scope, reading) => analytics.graph(name, scope, until(reading)),
      group: (question, scope, reading) => analytics.group(question, scope, until(reading)),
      rated: (question, scope, reading) => analytics.rated(question, scope, until(reading)),
      series: (question, scope, reading) => analytics.series(question, scope, until(reading)),
    },
  };
}

/** What the control plane shows of budgets, and sets back. */
function budgetUsage(
  { spending: { ledger, rates, windowOf } }: GatewayDeps,
  notes: Pick<BudgetNotes, 'sent'>,
  calendar: Calendar,
): ControlContext['usage'] {
  return {
    of(account, period) {
      const { start, end } = windowOf(period, systemClock.now());
      return { ...ledger.balance({ limit: account, window: start }), resetsAt: end };
    },
    window: (period, at) => windowAt(period, at, calendar),
    alerts: (account, period) => notes.sent(account, windowOf(period, systemClock.now()).start),
    under(prefix, period) {
      const { start } = windowOf(period, systemClock.now());
      return ledger
        .accounts(prefix)
        .filter(({ window }) => window === start)
        .map(({ limit, spent, held }) => ({ account: limit, spent, held }));
    },
    ratesUnder: async (list) => rates.counted(list),
    resetRate: async (window) => rates.reset(window),
    raise: (account, period, atLeast) =>
      ledger.raise({ limit: account, window: windowOf(period, systemClock.now()).start }, atLeast),
    reset: (account, period) => ledger.reset({ limit: account, window: windowOf(period, systemClock.now()).start }),
  };
}
