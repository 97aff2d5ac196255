/** A line of a batch's results as a request that has ended: what settle makes a log row and a charge of. */
import type { Batch } from '../../storage/ports/records/batches.ts';
import { NO_LIMITS } from '../../routing/compiled-limits.ts';
import type { CompiledProvider } from '../../routing/compiled-provider.ts';
import { NO_OVERLAY } from '../../routing/overlay.ts';
import { NO_CONFIG } from '../../routing/parse.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { KeyHash } from '../../kernel/ids.ts';
import type { Usage } from '../../wire/usage.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { UpstreamEndpoint } from '../endpoints/endpoint.ts';
import type { Admitted } from '../exchange.ts';
import { callerLimits, targetLimits } from '../limits/applicable-limits.ts';
import { newOutcome, newTargetOutcome, type Attempt, type BudgetHold, type Outcome } from '../outcome.ts';
import { OwnClient } from '../own-client.ts';
import type { Target } from '../route/plan.ts';
import type { CompiledKey, CompiledWorkspace, Snapshot } from '../snapshot/snapshot.ts';
import type { BatchLine } from './batch-apis.ts';

/** Whose batch it is, as the configuration is now. */
export interface BatchOwner {
  batch: Batch;
  caller: CompiledKey;
  workspace: CompiledWorkspace;
  provider: CompiledProvider;
  snapshot: Snapshot;
}

/** null = the workspace or the provider is gone. A key that is gone leaves the limits of its workspace. */
export function ownerOf(batch: Batch, snapshot: Snapshot): BatchOwner | null {
  const workspace = snapshot.workspaces.get(batch.workspaceId);
  const provider = workspace?.providers.get(batch.providerSlug);
  if (workspace?.organisationId !== batch.organisationId || provider === undefined) return null;
  const isKey = ({ id, organisationId }: CompiledKey): boolean =>
    id === batch.apiKeyId && organisationId === batch.organisationId;
  const caller = [...snapshot.keys.values()].find(isKey) ?? formerKey(batch);
  return { batch, caller, workspace, provider, snapshot };
}

function formerKey({ apiKeyId, organisationId, workspaceId, userId, metadata }: Batch): CompiledKey {
  return {
    id: apiKeyId,
    hash: '' as KeyHash,
    organisationId,
    workspaceId,
    type: userId === null ? 'workspace-service' : 'workspace-user',
    userId,
    scopes: new Set(),
    metadata,
    defaultConfig: null,
    allowConfigOverride: false,
    expiresAt: null,
    previousHash: null,
    limits: NO_LIMITS,
  };
}

type LineDeps = Pick<GatewayDeps, 'clock' | 'newRequestId' | 'newSpanId' | 'spending'>;

export interface LineExchange {
  exchange: Admitted;
  outcome: Outcome;
  attempt: Attempt;
}

interface Line {
  customId: string;
  endpoint: UpstreamEndpoint;
  /** That answered; '' = none did. */
  model: string;
}

/** A request of the batch that has ended with nothing used so far. */
export function lineExchange(owner: BatchOwner, line: Line, deps: LineDeps): LineExchange {
  const { model } = line;
  const { provider } = owner;
  const target: Target = {
    path: 'batch',
    id: 'batch',
    provider,
    model,
    settings: NO_CONFIG.settings,
    isImpatient: false,
  };
  const attempt = attemptAt(target, deps.newSpanId());
  const outcome = newOutcome();
  outcome.attempts = [attempt];
  outcome.last = {
    ...newTargetOutcome(target),
    answer: attempt,
    request: { method: 'POST', url: '', headers: {}, body: [], model, betasDropped: [], notes: [] },
  };
  return { exchange: exchangeOf(owner, line, deps), outcome, attempt };
}

function exchangeOf({ batch, caller, workspace, snapshot }: BatchOwner, line: Line, deps: LineDeps): Admitted {
  const { customId, endpoint, model } = line;
  const elapsed = deps.clock.elapsed();
  const note = `Ran in the batch ${batch.upstreamId} as ${customId || 'a request without an id'}.`;
  return {
    id: deps.newRequestId(),
    arrivedAt: deps.clock.now(),
    arrivedElapsed: elapsed,
    method: endpoint.method,
    url: endpoint.path,
    pathname: endpoint.path,
    route: { endpoint, raw: null, notes: [note] },
    headers: {},
    client: new OwnClient(NOTHING),
    trace: {
      traceId: batch.traceId,
      spanId: deps.newSpanId(),
      parentSpanId: batch.spanId,
      spanName: customId.slice(0, MAX_NAME_CHARACTERS) || 'batch',
    },
    snapshot,
    notes: [],
    caller,
    workspace,
    metadata: batch.metadata,
    body: NOTHING,
    bodyBytes: 0,
    bodyReadElapsed: elapsed,
    endpoint,
    document: NO_DOCUMENT,
    sent: { form: null, source: null, bytes: null },
    requestedModel: model,
    stream: false,
    plan: { config: null, root: NO_CONFIG, overlay: NO_OVERLAY, scopes: { state: '', picks: '' } },
  };
}

const NOTHING = Buffer.alloc(0);
const NO_DOCUMENT = scanDocument(Buffer.from('{}'));
const MAX_NAME_CHARACTERS = 256;

function attemptAt(target: Target, spanId: string): Attempt {
  const record = {
    target: target.path,
    provider: target.provider.slug ?? target.provider.name,
    model: target.model,
    status: 200,
    reason: 'answered',
    wait_ms: 0,
    started_ms: 0,
    duration_ms: 0,
    upstream_request_id: null,
    span_id: spanId,
  };
  return { record, target, usage: null, mayBeBilled: false, stopReason: null, cost: null, hold: null };
}

/** Fills in how the request ended. */
export function endLine({ outcome, attempt }: LineExchange, line: BatchLine, told: Told): void {
  const { status, problem } = line;
  attempt.usage = told.usage;
  attempt.stopReason = told.stopReason;
  attempt.record = { ...attempt.record, status, reason: line.answer === null ? `status_${status}` : 'answered' };
  outcome.last.status = status;
  outcome.ending =
    line.answer === null
      ? {
          kind: 'error',
          error: new GatewayError('upstream_error', problem, { status: status === 0 ? NOT_RUN : status }),
        }
      : { kind: 'whole', status, body: NOTHING };
}

/** Of a request that its provider gave up before it ran. */
const NOT_RUN = 504;

interface Told {
  usage: Usage | null;
  stopReason: string | null;
}

/** Everything that the line counts in, with nothing held: what was used is spent whether there is room for it or not. */
export async function openHold(
  { exchange, attempt }: LineExchange,
  { spending, clock }: HoldDeps,
  id: string,
): Promise<BudgetHold | null> {
  const budgets = [...callerLimits(exchange).budgets, ...targetLimits(exchange, attempt.target, spending).budgets];
  if (budgets.length === 0) return null;
  const now = clock.now();
  const claims = budgets.map(({ account, period }) => ({
    limit: account,
    window: spending.windowOf(period, now).start,
    amount: 0,
    max: Number.MAX_SAFE_INTEGER,
  }));
  await spending.ledger.reserve({ id, claims, expiresAt: now + LAPSE_MS });
  return {
    id,
    amounts: new Map(),
    budgets,
    settle: (used) => spending.ledger.settle(id, used),
    learn: () => undefined,
  };
}

type HoldDeps = Pick<GatewayDeps, 'spending' | 'clock'>;

const LAPSE_MS = 60_000;
