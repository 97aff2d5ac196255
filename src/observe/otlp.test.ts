import { expect, it } from 'vitest';
import { createRegistry } from './exposition.ts';
import { createOtlp, type TracedRequest } from './otlp.ts';

const request: TracedRequest = {
  id: 'req_1',
  created_at: 1_790_000_000_000,
  response_time_ms: 1500.25,
  trace_id: '0af7651916cd43dd8448eb211c80319c',
  span_id: 'b7ad6b7169203331',
  parent_span_id: null,
  session_id: 's1',
  agent_id: null,
  operation: 'messages',
  response_status_code: 200,
  is_success: true,
  error_code: null,
  provider_id: 'vertex-ai',
  requested_model: 'claude-sonnet-5',
  ai_model: 'claude-sonnet-5@1',
  region: 'us-east5',
  time_to_first_byte_ms: 200,
  input_tokens: 10,
  output_tokens: 20,
  cache_read_tokens: 300,
  cache_write_5m_tokens: 5,
  cache_write_1h_tokens: null,
  cost_nano_usd: 42,
  workspace_slug: 'team',
  attempts: [
    { provider: 'p', model: 'm', status: 529, reason: 'status_529', started_ms: 1, duration_ms: 99, span_id: 'x-1' },
    { provider: 'p', model: 'm', status: 200, reason: 'answered', started_ms: 300, duration_ms: 900, span_id: 'x-2' },
  ],
};

function open(post: (path: string, body: string) => Promise<void>) {
  const ticks: (() => void)[] = [];
  const troubles: (string | null)[] = [];
  const registry = createRegistry();
  const otlp = createOtlp({
    post,
    serviceName: 'tollgate',
    resource: { 'deployment.environment': 'test' },
    collect: () => registry.collect(),
    now: () => 1_790_000_010_000,
    every(_, run) {
      ticks.push(run);
      return () => undefined;
    },
    onDegradation: (reason) => troubles.push(reason),
  });
  return { otlp, registry, troubles, tick: () => ticks.forEach((run) => run()) };
}

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code: number };
  attributes: { key: string; value: Record<string, unknown> }[];
}

const spansIn = (body: string): Span[] =>
  (JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }).resourceSpans[0]?.scopeSpans[0]
    ?.spans ?? [];

it('a request is a span with the conventions’ attributes, and each attempt a span below it', async () => {
  const sent: [string, string][] = [];
  const { otlp } = open(async (path, body) => void sent.push([path, body]));
  otlp.push(request);
  await otlp.close();
  const [path, body] = sent[0] ?? ['', '{}'];
  expect(path).toBe('/v1/traces');
  const [root, first, second] = spansIn(body);
  expect(root).toMatchObject({
    traceId: request.trace_id,
    spanId: request.span_id,
    name: 'chat claude-sonnet-5',
    startTimeUnixNano: '1790000000000000000',
    endTimeUnixNano: '1790000001500250000',
    status: { code: 1 },
  });
  const told = new Map(root?.attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
  expect(told.get('gen_ai.usage.input_tokens')).toBe('315');
  expect(told.get('gen_ai.usage.cache_read.input_tokens')).toBe('300');
  expect(told.get('gen_ai.conversation.id')).toBe('s1');
  expect(told.has('error.type')).toBe(false);
  expect(first).toMatchObject({ parentSpanId: request.span_id, status: { code: 2 } });
  expect(first?.spanId).toMatch(/^[0-9a-f]{16}$/);
  expect(first?.spanId).not.toBe(second?.spanId);
  expect(body).toContain('"deployment.environment"');
});

it('an id of another form becomes one of the right form, always the same, and a UUID keeps its digits', async () => {
  const bodies: string[] = [];
  const { otlp } = open(async (_, body) => void bodies.push(body));
  otlp.push({ ...request, trace_id: 'my trace' });
  otlp.push({ ...request, trace_id: 'my trace' });
  otlp.push({ ...request, trace_id: '0AF76519-16cd-43dd-8448-eb211c80319c' });
  await otlp.close();
  const roots = spansIn(bodies[0] ?? '{}').filter(({ parentSpanId }) => parentSpanId === undefined);
  expect(roots[0]?.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(roots[0]?.traceId).toBe(roots[1]?.traceId);
  expect(roots[2]?.traceId).toBe(request.trace_id);
});

it('a collector that is away is a trouble and loses the oldest spans, and memory stays bounded', async () => {
  let isAway = true;
  const counts: number[] = [];
  const { otlp, tick, troubles } = open(async (_, body) => {
    if (isAway) throw new Error('ECONNREFUSED');
    counts.push(spansIn(body).length);
  });
  for (let index = 0; index < 9000; index += 1) otlp.push({ ...request, attempts: [] });
  tick();
  await expect.poll(() => troubles).toContain('ECONNREFUSED');
  isAway = false;
  await otlp.close();
  expect(troubles.at(-1)).toBeNull();
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(8192 - 512);
});

it('metrics go out as cumulative sums and histograms whose buckets add up', async () => {
  const bodies: string[] = [];
  const { otlp, registry } = open(async (path, body) => void (path === '/v1/metrics' && bodies.push(body)));
  const histogram = registry.histogram('h', 'A histogram.', [1, 2]);
  for (const value of [0.5, 1.5, 9]) histogram.observe({ a: 'b' }, value);
  registry.counter('c_total', 'A counter.').add({}, 3);
  await otlp.close();
  const body = bodies[0] ?? '';
  expect(body).toContain('"bucketCounts":["1","1","1"]');
  expect(body).toContain('"explicitBounds":[1,2]');
  expect(body).toContain('"isMonotonic":true');
});
