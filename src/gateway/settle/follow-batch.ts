/** Settle: a batch that has begun is followed until its results are charged; one that somebody saw end is looked at at once. */
import type { BatchHold } from '../../storage/ports/records/batches.ts';
import type { NanoDollars } from '../../kernel/ids.ts';
import { readBatch, type BatchState } from '../batches/batch-apis.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { UpstreamEndpoint } from '../endpoints/endpoint.ts';
import type { Reached } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';
import type { CompiledKey, CompiledWorkspace } from '../snapshot/snapshot.ts';

const LATER = 'Its requests are priced, logged and charged one by one when the batch is over.';
const NOT_FOLLOWED =
  'Nothing of this batch will be priced: its results can be read with the credentials of a saved provider only.';

/** Rejects where it cannot be written down: the row then stays unpriced. */
export async function followBatch(exchange: Reached, outcome: Outcome, deps: FollowDeps): Promise<void> {
  const { endpoint, caller, workspace } = exchange;
  const { ending, last } = outcome;
  const batches = endpoint?.batches;
  if (batches === undefined || ending.kind !== 'whole' || caller === undefined || workspace === undefined) return;
  const state = readBatch(batches.api, ending.body);
  if (state === null || last.target === null) return;
  if (batches.does === 'make') await follow({ exchange, caller, workspace }, state, { batches, outcome, deps });
  else if (state.isOver) deps.batches.lookSoon(caller.organisationId, state.id);
}

interface Made {
  exchange: Reached;
  caller: CompiledKey;
  workspace: CompiledWorkspace;
}

interface At {
  batches: NonNullable<UpstreamEndpoint['batches']>;
  outcome: Outcome;
  deps: FollowDeps;
}

type FollowDeps = Pick<GatewayDeps, 'batches' | 'spending' | 'clock'>;

async function follow({ exchange, caller, workspace }: Made, { id }: BatchState, { batches, outcome, deps }: At) {
  const { last } = outcome;
  const { metadata, trace, notes } = exchange;
  const provider = last.target?.provider;
  const slug = provider?.slug ?? '';
  if (provider === undefined || workspace.providers.get(slug)?.accountId !== provider.accountId) {
    return void notes.push(NOT_FOLLOWED);
  }
  await deps.batches.follow({
    organisationId: caller.organisationId,
    workspaceId: workspace.id,
    apiKeyId: caller.id,
    userId: caller.userId,
    providerSlug: slug,
    api: batches.api,
    upstreamId: id,
    metadata: metadata ?? {},
    traceId: trace.traceId,
    spanId: trace.spanId,
    hold: holdOf(outcome, deps),
  });
  if (last.answer !== null) {
    // From here on it stands until the batch is over.
    last.answer.hold = null;
    last.answer.cost = { costNanoUsd: 0 as NanoDollars };
  }
  return void notes.push(LATER);
}

function holdOf({ last, batch }: Outcome, { spending, clock }: FollowDeps): BatchHold | null {
  const hold = last.answer?.hold ?? null;
  if (hold === null) return null;
  const claims = hold.budgets.map(({ account, period }) => ({
    limit: account,
    window: spending.windowOf(period, clock.now()).start,
    amount: hold.amounts.get(account) ?? 0,
  }));
  return { id: hold.id, requests: batch?.requests ?? 0, claims };
}
