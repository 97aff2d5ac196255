/** Traces and metrics as OpenTelemetry's own Collector understands them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeVertex, type FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { isRecord, type JsonRecord, recordsIn, stringAt } from '../../testkit/json-shape.ts';
import { hasOtelCollector, type OtelCollector, startOtelCollector } from '../../testkit/otel-collector.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';
import { anthropicError, answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
/** OpenTelemetry's numbers. */
const [SERVER, CLIENT, OK, ERROR, CUMULATIVE] = [2, 3, 1, 2, 2];

describe.skipIf(!hasOtelCollector())('the Collector', () => {
  let collector: OtelCollector;
  let vertex: FakeVertex;
  let tollgate: Tollgate;
  let key: string;
  let isStopped = false;

  beforeAll(async () => {
    collector = await startOtelCollector();
    vertex = await startFakeVertex();
    tollgate = await startTollgate({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_SERVICE_NAME: 'gateway-of-the-test',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test',
      },
    });
    key = await tollgate.setUpVertex(vertex);
  });
  afterAll(async () => {
    if (!isStopped) await tollgate?.stop();
    await vertex?.close();
    await collector?.stop();
  });

  const send = async (headers: Record<string, string>): Promise<number> => {
    const answered = await fetch(`${tollgate.url}/v1/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'x-portkey-provider': '@vertex-prod',
        ...headers,
      },
      body: JSON.stringify({
        model: 'claude-sonnet-4-5',
        max_tokens: 50,
        stream: true,
        messages: [{ role: 'user', content: 'Hi' }],
      }),
    });
    await answered.text();
    return answered.status;
  };
  const spans = (): Span[] => collector.understood('/v1/traces').flatMap(spansOf);

  it('has each request as a span below its caller’s, and each attempt below the request', async () => {
    vertex.onMessages(() => answer([text('Hello')]));
    expect(await send({ traceparent: `00-${TRACE}-${PARENT}-01`, 'x-claude-code-session-id': 'session "1"' })).toBe(
      200,
    );
    await expect.poll(() => spans().length, { timeout: 30_000 }).toBe(2);
    const [request, attempt] = spans().toSorted((one, other) => one.kind - other.kind);
    expect(request).toMatchObject({ traceId: TRACE, parentSpanId: PARENT, kind: SERVER, status: OK });
    expect(request?.name).toBe('chat claude-sonnet-4-5');
    expect(request?.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'claude-sonnet-4-5',
      'gen_ai.conversation.id': 'session "1"',
      'http.response.status_code': '200',
    });
    expect(Number(request?.attributes['gen_ai.usage.output_tokens'])).toBeGreaterThan(0);
    expect(Number(request?.attributes['tollgate.cost_nano_usd'])).toBeGreaterThan(0);
    expect(attempt).toMatchObject({ traceId: TRACE, parentSpanId: request?.spanId, kind: CLIENT, status: OK });
    expect(BigInt(request?.endTimeUnixNano ?? 0)).toBeGreaterThan(BigInt(request?.startTimeUnixNano ?? 0));
    expect(request?.resource).toMatchObject({
      'service.name': 'gateway-of-the-test',
      'deployment.environment': 'test',
    });
  });

  it('has a failure with its status and its cause', async () => {
    vertex.onMessages(() => anthropicError(400, 'invalid_request_error', 'max_tokens: too few'));
    expect(await send({ 'x-portkey-trace-id': 'an id of another form' })).toBe(400);
    const failed = (): Span[] => spans().filter(({ status }) => status === ERROR);
    await expect.poll(() => failed().length, { timeout: 30_000 }).toBe(2);
    const request = failed().find(({ kind }) => kind === SERVER);
    expect(request?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(request?.attributes['http.response.status_code']).toBe('400');
    expect(request?.attributes['error.type']).not.toBeUndefined();
  });

  it('has every metric of /metrics that has a value, with as many points and the same totals', async () => {
    const exposed = await (await fetch(`${tollgate.url}/metrics`)).text();
    await tollgate.stop();
    isStopped = true;
    const found = collector.understood('/v1/metrics').flatMap(metricsOf);
    const requests = found.find(({ name }) => name === 'tollgate_requests_total');
    expect(requests?.sum).toMatchObject({ aggregationTemporality: CUMULATIVE, isMonotonic: true });
    const counted = recordsIn(requests?.sum?.['dataPoints']).map((point) => Number(point['asDouble']));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(2);
    const families = [...exposed.matchAll(/^# TYPE (tollgate_\w+) histogram$/gm)].map(([, name]) => name);
    expect(families.length).toBeGreaterThan(1);
    for (const name of families) {
      const total = [...exposed.matchAll(new RegExp(`^${name}_count(?:\\{.*\\})? (\\d+)$`, 'gm'))].reduce(
        (sum, [, count]) => sum + Number(count),
        0,
      );
      const points = recordsIn(found.find((metric) => metric.name === name)?.histogram?.['dataPoints']);
      expect(
        points.reduce((sum, point) => sum + Number(point['count'] ?? 0), 0),
        name,
      ).toBe(total);
      for (const point of points) {
        const [bounds, buckets] = [point['explicitBounds'], point['bucketCounts']].map((list) =>
          Array.isArray(list) ? list.length : 0,
        );
        expect(buckets, name).toBe((bounds ?? 0) + 1);
      }
    }
  });
});

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: number;
  attributes: Record<string, unknown>;
  resource: Record<string, unknown>;
}

function spansOf(body: JsonRecord): Span[] {
  return recordsIn(body['resourceSpans']).flatMap(({ resource, scopeSpans }) =>
    recordsIn(scopeSpans)
      .flatMap(({ spans }) => recordsIn(spans))
      .map((span) => ({
        traceId: stringAt(span, 'traceId'),
        spanId: stringAt(span, 'spanId'),
        parentSpanId: stringAt(span, 'parentSpanId'),
        name: stringAt(span, 'name'),
        kind: Number(span['kind']),
        startTimeUnixNano: stringAt(span, 'startTimeUnixNano'),
        endTimeUnixNano: stringAt(span, 'endTimeUnixNano'),
        status: isRecord(span['status']) ? Number(span['status']['code']) : 0,
        attributes: attributesOf(span),
        resource: isRecord(resource) ? attributesOf(resource) : {},
      })),
  );
}

function attributesOf(owner: JsonRecord): Record<string, unknown> {
  return Object.fromEntries(
    recordsIn(owner['attributes']).map(({ key, value }) => [
      String(key),
      isRecord(value) ? Object.values(value)[0] : null,
    ]),
  );
}

interface Metric {
  name: string;
  sum: JsonRecord | null;
  histogram: JsonRecord | null;
}

function metricsOf(body: JsonRecord): Metric[] {
  return recordsIn(body['resourceMetrics'])
    .flatMap(({ scopeMetrics }) => recordsIn(scopeMetrics))
    .flatMap(({ metrics }) => recordsIn(metrics))
    .map((metric) => ({
      name: stringAt(metric, 'name'),
      sum: isRecord(metric['sum']) ? metric['sum'] : null,
      histogram: isRecord(metric['histogram']) ? metric['histogram'] : null,
    }));
}
