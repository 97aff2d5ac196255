import { describe, expect, it } from 'vitest';
import { answers, fails, gatewayInMemory, messageBy, type Behaviour } from '../../../testkit/gateway-in-memory.ts';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { Batch } from '../../storage/ports/records/batches.ts';
import { lookAtBatch } from './look-at-batch.ts';

const BATCH: Batch = {
  id: 'b',
  organisationId: 'o' as OrganisationId,
  workspaceId: 'id-one' as WorkspaceId,
  apiKeyId: 'key-gone',
  userId: null,
  providerSlug: 'a',
  api: 'message-batches',
  upstreamId: 'msgbatch_1',
  metadata: { team: 'payments' },
  traceId: 'trace',
  spanId: 'span',
  createdAt: 0,
  nextLookAt: 0,
  takenUntil: 0,
  settledLines: 0,
  hold: null,
};
const ENDED = answers(200, { id: 'msgbatch_1', type: 'message_batch', processing_status: 'ended' });
const RUNS = answers(200, { id: 'msgbatch_1', type: 'message_batch', processing_status: 'in_progress' });

const succeeded = (id: string) =>
  JSON.stringify({ custom_id: id, result: { type: 'succeeded', message: messageBy('a') } });

/** Lines that come a few bytes at a time. */
const lines = (texts: string[], size: number): Behaviour => {
  const bytes = Buffer.from(texts.join('\n'));
  return (receiver) => {
    receiver.started(
      200,
      { 'content-type': 'application/x-jsonl' },
      { pause: () => undefined, resume: () => undefined },
    );
    for (let at = 0; at < bytes.length; at += size) receiver.data(bytes.subarray(at, at + size));
    receiver.ended();
  };
};

async function look(world: ReturnType<typeof gatewayInMemory>, batch: Partial<Batch> = {}) {
  const progress: number[] = [];
  const looked = await lookAtBatch(
    { ...BATCH, createdAt: world.clock.now(), ...batch },
    {
      credentials: world.deps.credentials,
      transport: world.deps.transport,
      gateway: world.deps,
      snapshot: world.snapshot,
      after: () => () => undefined,
      progressed: async (settled) => void progress.push(settled),
    },
  );
  return { looked, progress };
}

describe('a batch that is over', () => {
  it.each([3, 64, 100_000])('has a row for each line, in whatever chunks of %i bytes they come', async (size) => {
    const world = gatewayInMemory();
    world.script('a', ENDED, lines(['x', 'y', 'z'].map(succeeded), size));
    expect((await look(world)).looked).toEqual({ kind: 'settled', lines: 3 });
    expect(world.rows.map(({ span_name: name }) => name).toSorted()).toEqual(['x', 'y', 'z']);
    expect(world.rows[0]).toMatchObject({
      operation: 'messages',
      workspace_slug: 'one',
      api_key_id: 'key-gone',
      metadata: { team: 'payments' },
      trace_id: 'trace',
      parent_span_id: 'span',
      input_tokens: 10,
      cost_nano_usd: 5000,
      // Nobody waited for it: the time that it took to read the line is none of its own.
      response_time_ms: 0,
      gateway_ms: null,
    });
  });

  it('goes on behind the lines that were charged before a crash', async () => {
    const world = gatewayInMemory();
    world.script('a', ENDED, lines(['x', 'y', 'z'].map(succeeded), 1000));
    const { looked, progress } = await look(world, { settledLines: 2 });
    expect(looked).toEqual({ kind: 'settled', lines: 3 });
    expect(world.rows.map(({ span_name: name }) => name)).toEqual(['z']);
    expect(progress).toEqual([3]);
  });

  it('says of a line that it cannot read that it has no price', async () => {
    const world = gatewayInMemory();
    world.deps.catalog.priceOf = ({ usage }) => ({ unpriced: usage.unread.join() });
    world.script('a', ENDED, lines(['{"custom_id":"x"', succeeded('y')], 1000));
    await look(world);
    expect(world.rows).toHaveLength(2);
    expect(world.rows.every(({ unpriced }) => unpriced)).toBe(true);
  });
});

describe('a batch that is not over', () => {
  it('has no row yet', async () => {
    const world = gatewayInMemory();
    world.script('a', RUNS);
    expect((await look(world)).looked).toEqual({ kind: 'running' });
    expect(world.rows).toEqual([]);
  });

  it('is tried again where its provider fails', async () => {
    const world = gatewayInMemory();
    world.script('a', fails(500));
    await expect(look(world)).rejects.toThrow('Failed with 500');
    world.script('a', answers(200, '<html>Log in</html>'));
    await expect(look(world)).rejects.toThrow('no batch');
    expect(world.rows).toEqual([]);
  });
});

describe('a batch whose results nobody can read any more', () => {
  it.each([
    ['which is gone', fails(404), 0],
    ['which did not end in eight days', RUNS, 9],
    ['which could not be asked for in eight days', fails(500), 9],
  ])('%s is unpriced, in one row', async (_, behaviour, days) => {
    const world = gatewayInMemory();
    world.script('a', behaviour);
    const createdAt = world.clock.now() - days * 86_400_000;
    expect((await look(world, { createdAt })).looked).toMatchObject({ kind: 'lost' });
    expect(world.rows).toHaveLength(1);
    expect(world.rows[0]).toMatchObject({ operation: 'createBatch', unpriced: true, cost_nano_usd: null });
    expect(world.rows[0]?.error_message).toContain('The results cannot be read');
  });

  it('of a provider or a workspace that is gone is lost', async () => {
    const world = gatewayInMemory();
    expect((await look(world, { providerSlug: 'deleted' })).looked).toMatchObject({ kind: 'lost' });
    expect((await look(world, { organisationId: 'other' as OrganisationId })).looked).toMatchObject({ kind: 'lost' });
  });
});
