import { ENDLESS, NO_LIMITS } from '../../../testkit/no-limits.ts';
import { expect, it } from 'vitest';
import { embeddings } from '../../gateway/endpoints/embeddings.ts';
import { FakeClient } from '../../../testkit/fake-client.ts';
import { gatewayInMemory } from '../../../testkit/gateway-in-memory.ts';
import { createDataPlane } from './data-plane.ts';
import { createVisitors } from '../visitor.ts';

it('a shutdown waits for what the gateway itself still asks, and for its log row', async () => {
  const gateway = gatewayInMemory();
  gateway.script('a', () => undefined);
  const dataPlane = createDataPlane({
    deps: gateway.deps,
    snapshots: { current: gateway.snapshot, apply: () => Promise.resolve() },
    bodyBounds: { maxBytes: 1000, idleMs: 1000, totalMs: 1000 },
    after: () => () => undefined,
    newId: (kind) => kind,
    turnedAway: { count: () => undefined },
    visitors: createVisitors([]),
    limits: NO_LIMITS,
    budget: ENDLESS,
  });
  const client = new FakeClient();
  client.body = Buffer.from('{"model":"@a/vectors","input":"a"}');
  void dataPlane.handleOwn({
    id: 'req_own',
    arrivedAt: 0,
    arrivedElapsed: 0,
    method: 'POST',
    url: '/v1/embeddings',
    pathname: '/v1/embeddings',
    route: { endpoint: embeddings, raw: null, notes: [] },
    headers: { authorization: 'Bearer key-one' },
    client,
    trace: { traceId: 't', spanId: 's', parentSpanId: null, spanName: 'own' },
    snapshot: gateway.snapshot,
    notes: [],
  });
  const drained = dataPlane.drain();
  const soon = new Promise((resolve) => setImmediate(() => resolve('still running')));
  expect(await Promise.race([drained, soon])).toBe('still running');
  expect(gateway.rows).toEqual([]);
  gateway.pass(600_001);
  await drained;
  expect(gateway.rows).toMatchObject([{ id: 'req_own', error_code: 'upstream_timeout' }]);
});
