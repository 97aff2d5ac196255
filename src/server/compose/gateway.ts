/** The dependencies of the data plane: the snapshot of its configuration, and every port. */
import { randomBytes } from 'node:crypto';
import { PATIENCE } from '../../clients/claude-code.ts';
import { factsWithImports } from '../../catalog/facts-with-imports.ts';
import { knownModelSlices, listableModels } from '../../catalog/known-models.ts';
import { inSlices } from '../../kernel/slices.ts';
import { priceBookVersion, priceLines, priceOf } from '../../catalog/price-book.ts';
import type { GatewayDeps } from '../../gateway/dependencies.ts';
import { createFigures } from '../../gateway/route/figures.ts';
import { createCircuitBreaker } from '../../gateway/route/circuit-breaker.ts';
import type { Inline } from '../../gateway/route/inline.ts';
import { createCredentials } from '../../gateway/credentials/credentials.ts';
import { checkPorts } from '../../gateway/guard/check-ports.ts';
import type { OwnIdentity } from '../../gateway/credentials/token-parts.ts';
import { createBearerTokens } from '../../gateway/credentials/token-sources.ts';
import { createAsk } from '../../http/outbound/ask.ts';
import { openAnswerGuard } from '../../gateway/guard/answer-guard.ts';
import { createScanMemory } from '../../gateway/guard/request-words.ts';
import { createTokenCounts } from '../../gateway/attempt/token-counts.ts';
import { createSpending } from '../../gateway/limits/spending.ts';
import { createWaiting } from '../../gateway/limits/waiting.ts';
import { createPromptCacheMemory } from '../../gateway/prompt-cache/memory.ts';
import { createRefusalMemory } from '../../gateway/attempt/refused-features.ts';
import { createUnauthenticatedRows } from '../../gateway/settle/unauthenticated-rows.ts';
import type { Snapshot } from '../../gateway/snapshot/snapshot.ts';
import { problemsOf } from '../../gateway/snapshot/problems.ts';
import { createSnapshotSource } from '../../gateway/snapshot/source.ts';
import { holdSnapshot, type SnapshotHolder } from '../../gateway/snapshot/swap.ts';
import { createGuardrailCalls } from '../../http/outbound/guardrail-calls.ts';
import { createGuardrailLookups } from '../../http/outbound/guardrail-lookups.ts';
import type { UrlGuard } from '../../http/outbound/url-guard.ts';
import { allowedScopes } from '../../control/scopes.ts';
import { createKeySets } from '../../http/identity/key-sets.ts';
import { createTokens } from '../../http/identity/json-web-tokens.ts';
import { createGetText } from '../../http/outbound/get-text.ts';
import { createPostForm } from '../../http/outbound/post-form.ts';
import type { SecretValues } from '../../gateway/secret-references/values.ts';
import { createRefusedTokenAudit } from '../../control/audit-logs/refused-tokens.ts';
import type { OutboundTransport } from '../../http/outbound/transport.ts';
import type { LogRow } from '../../storage/ports/log.ts';
import type { Logger } from '../../observe/logger.ts';
import type { Degradations } from '../../observe/degradations.ts';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import type { ServerOptions } from '../config/options.ts';
import type { FeedbackInbox } from '../../control/feedback/inbox.ts';
import type { BudgetNotes } from '../notifications.ts';
import { newId } from '../new-id.ts';
import type { OpenSecretValues } from './secret-references.ts';
import { after, nextTurn, pause, systemClock } from '../timers.ts';
import { type Engines, LOG } from './engines.ts';

/** Claude Code waits 600 s for the first byte, and 300 s for any event once a stream runs. */
const BOUNDS = { ...PATIENCE, clientStallMs: 300_000, pingMs: 10_000 };

export async function watchRecords(
  engines: Engines,
  secrets: OpenSecretValues,
  logger: Logger,
): Promise<SnapshotHolder> {
  const { records, sealer, signals } = engines;
  const elapsed = systemClock.elapsed;
  const snapshots = await holdSnapshot(
    createSnapshotSource({ records, sealer, providers: PROVIDERS, secrets: secrets.values, elapsed, nextTurn }),
  );
  secrets.recompileWith((changes) => snapshots.apply(changes));
  // An integration without its secret would refuse the first requests.
  await Promise.race([secrets.refresh(), new Promise<void>((resolve) => after(SECRETS_AT_START_MS, resolve))]);
  tellProblems(snapshots.current, logger);
  signals.subscribe('records', async (changes) => {
    await snapshots.apply([...changes, ...(await secrets.values.changed(changes))]);
    logger.debug('The configuration was swapped.', { version: snapshots.current.version });
  });
  return snapshots;
}

const SECRETS_AT_START_MS = 5_000;

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

const TOKEN_SCOPES: ReadonlySet<string> = new Set(allowedScopes('workspace-user'));

function openTokens(
  transport: OutboundTransport,
  onRefused: ReturnType<typeof createRefusedTokenAudit>,
): GatewayDeps['tokens'] {
  const keySets = createKeySets(createGetText({ transport, after }));
  return createTokens({
    keySets,
    mayHold: (scope) => TOKEN_SCOPES.has(scope),
    onRefused: ({ error, ...refused }) => onRefused({ ...refused, status: error.status, why: error.message }),
  });
}

function openCheckPorts(guard: UrlGuard, transport: OutboundTransport): GatewayDeps['checkPorts'] {
  const call = createGuardrailCalls({ transport, after });
  return checkPorts({ call, resolves: createGuardrailLookups({ guard, after }) }, systemClock.now);
}

const CATALOG: GatewayDeps['catalog'] = {
  factsFor: factsWithImports,
  listModels: listableModels,
  async prepareModels(platforms) {
    for (const platform of platforms) await inSlices(knownModelSlices(platform), nextTurn);
  },
  priceOf,
  priceLines,
  /** Of this moment: an import may have changed it. */
  get priceBookVersion() {
    return priceBookVersion();
  },
};

export interface GatewayParts {
  options: ServerOptions;
  engines: Engines;
  degradations: Degradations;
  guard: UrlGuard;
  transport: OutboundTransport;
  own: OwnIdentity;
  inline: Inline;
  heartbeat: GatewayDeps['heartbeat'];
  handleOwn: GatewayDeps['handleOwn'];
  /** Called for every request, as its row is written. */
  onRow: (row: LogRow) => void;
  notes: Pick<BudgetNotes, 'note'>;
  batches: GatewayDeps['batches'];
  feedback: Pick<FeedbackInbox, 'add'>;
  secrets: Pick<SecretValues, 'refused'>;
  logger: Logger;
}

export function gatewayDeps({
  options,
  engines,
  degradations,
  guard,
  transport,
  own,
  inline,
  heartbeat,
  handleOwn,
  onRow,
  notes,
  batches,
  feedback,
  secrets,
  logger,
}: GatewayParts): GatewayDeps {
  return {
    clock: systemClock,
    random: Math.random,
    transport,
    credentials: openCredentials(own, transport, secrets),
    inline,
    savedOnly: options.savedOnly === 'on',
    fetchesMedia: options.fetchMedia,
    metadataHeaders: options.metadataHeaders,
    maskedHeaders: options.maskedHeaders,
    labelPrefix: options.labelPrefix,
    tokens: openTokens(transport, createRefusedTokenAudit({ ...engines, clock: systemClock, randomBytes, logger })),
    refusals: createRefusalMemory({ now: systemClock.now }),
    openGuard: openAnswerGuard,
    checkPorts: openCheckPorts(guard, transport),
    scanMemory: createScanMemory(),
    giveFeedback: (given) => feedback.add(given),
    tokenCounts: createTokenCounts(),
    heartbeat,
    catalog: CATALOG,
    log: tellingRows(engines.log, onRow),
    unauthenticatedRows: createUnauthenticatedRows(systemClock.elapsed),
    refusesUnlogged: () => options.whenUnlogged === 'refuse' && degradations.current().some(({ part }) => part === LOG),
    bodies: options.storeBodies ? engines.bodies : null,
    logger,
    bounds: BOUNDS,
    pause,
    after,
    nextTurn,
    newSpanId: () => newId('span'),
    newRequestId: () => newId('request'),
    handleOwn,
    counters: engines.counters,
    spending: openSpending(options, engines, notes),
    batches,
    cache: engines.cache,
    translations: engines.translations,
    semantic: engines.semantic,
    promptCaches: createPromptCacheMemory(),
    breaker: createCircuitBreaker({ counters: engines.counters, now: systemClock.now }),
    figures: createFigures({ now: systemClock.now }),
  };
}

const tellingRows = (log: GatewayDeps['log'], onRow: GatewayParts['onRow']): GatewayDeps['log'] => ({
  append(row) {
    onRow(row);
    return log.append(row);
  },
});

function openCredentials(
  own: OwnIdentity,
  transport: OutboundTransport,
  secrets: Pick<SecretValues, 'refused'>,
): GatewayDeps['credentials'] {
  const ask = createAsk({ transport, after });
  return createCredentials({
    tokens: createBearerTokens({ clock: systemClock, ask, postForm: createPostForm({ ask }), own }),
    own,
    clock: systemClock,
    onRefused: (value) => secrets.refused(value),
    nextTurn,
  });
}

function openSpending(
  { calendar }: Pick<ServerOptions, 'calendar'>,
  { ledger, rates, onBalances }: Pick<Engines, 'ledger' | 'rates' | 'onBalances'>,
  notes: Pick<BudgetNotes, 'note'>,
): GatewayDeps['spending'] {
  const waiting = createWaiting();
  // A hold that has ended in another worker may be what one waits for here.
  onBalances(waiting.tell);
  return createSpending({
    ledger,
    rates,
    waiting,
    elapsed: systemClock.elapsed,
    calendar,
    onSpent({ organisationId, budget, window, spent }) {
      const { account, owner, unit, amount, alertAt, period } = budget;
      const told = { ownerKind: owner.kind, ownerName: owner.name, unit, amount, alertAt, period };
      notes.note({ organisationId, account, ...told, window, spent });
    },
  });
}
