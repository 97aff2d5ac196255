import { expect, it } from 'vitest';
import { gatewayInMemory } from '../../../testkit/gateway-in-memory.ts';
import type { FollowedBatches } from '../dependencies.ts';
import { STORED_OBJECTS } from '../endpoints/stored-objects.ts';
import type { Reached } from '../exchange.ts';
import { newOutcome, type Attempt, type Outcome } from '../outcome.ts';
import type { Target } from '../route/plan.ts';
import { followBatch } from './follow-batch.ts';

const { snapshot, deps } = gatewayInMemory();
const [workspace] = [...snapshot.workspaces.values()];
const provider = workspace?.providers.get('a');

function askedFor(path: string, method: string, answer: object, target: Partial<Target> = {}) {
  const endpoint = STORED_OBJECTS.find((one) => one.method === method && one.match(path) !== null);
  const notes: string[] = [];
  const caller = [...snapshot.keys.values()].find(({ workspaceId }) => workspaceId === workspace?.id);
  const exchange = { endpoint, caller, workspace, metadata: {}, trace: { traceId: 't', spanId: 's' }, notes };
  const attempt = { cost: null, hold: null } as unknown as Attempt;
  const outcome: Outcome = {
    ...newOutcome(),
    ending: { kind: 'whole', status: 200, body: Buffer.from(JSON.stringify(answer)) },
  };
  outcome.last = { ...outcome.last, target: { provider, ...target } as Target, answer: attempt };
  const heard: unknown[] = [];
  const batches: FollowedBatches = {
    follow: async (batch) => void heard.push(batch),
    lookSoon: (_, id) => void heard.push(id),
    rememberFile: () => Promise.resolve(),
    fileOf: () => Promise.resolve(null),
  };
  return followBatch(exchange as unknown as Reached, outcome, { ...deps, batches }).then(() => ({
    heard,
    notes,
    attempt,
  }));
}

it('a batch is followed in the name of whoever made it, and costs nothing so far', async () => {
  const made = await askedFor('/v1/batches', 'POST', { id: 'batch_1', object: 'batch', status: 'validating' });
  expect(made.heard).toMatchObject([{ workspaceId: workspace?.id, providerSlug: 'a', upstreamId: 'batch_1' }]);
  expect(made.attempt.cost).toEqual({ costNanoUsd: 0 });
});

it('a batch whose results nobody can read later stays unpriced, and the row says why', async () => {
  const elsewhere = { ...provider, accountId: 'at another host' } as Target['provider'];
  for (const own of [elsewhere, { ...elsewhere, slug: null }]) {
    const answer = { id: 'batch_1', object: 'batch', status: 'validating' };
    const made = await askedFor('/v1/batches', 'POST', answer, { provider: own });
    expect(made.heard).toEqual([]);
    expect(made.attempt.cost).toBeNull();
    expect(made.notes.join()).toContain('Nothing of this batch will be priced');
  }
});

it('one that somebody sees end is looked at at once, and one that runs is not', async () => {
  const seen = (status: string) =>
    askedFor('/v1/messages/batches/x', 'GET', { id: 'x', type: 'message_batch', processing_status: status });
  expect((await seen('ended')).heard).toEqual(['x']);
  expect((await seen('in_progress')).heard).toEqual([]);
});

it('an answer that is no batch is left alone', async () => {
  expect((await askedFor('/v1/batches', 'POST', { error: { message: 'No.' } })).heard).toEqual([]);
});
