/**
 * Traces and metrics for an OpenTelemetry collector, as JSON over HTTP with the GenAI conventions (contract#opentelemetry).
 * Rows wait in a bounded queue and are sent in batches; a collector that is away costs spans, never an answer.
 */
import { createHash } from 'node:crypto';
import type { Collected } from './exposition.ts';

/** What a span says about a request; a log row has all of it. Times are ms since the epoch, durations ms. */
export interface TracedRequest {
  id: string;
  created_at: number;
  response_time_ms: number;
  trace_id: string;
  span_id: string;
  parent_span_id: string | null;
  session_id: string | null;
  agent_id: string | null;
  operation: string;
  response_status_code: number;
  is_success: boolean;
  error_code: string | null;
  provider_id: string | null;
  requested_model: string | null;
  ai_model: string | null;
  region: string | null;
  time_to_first_byte_ms: number | null;
  input_tokens: number | null;
  output_tokens: number | null;
  cache_read_tokens: number | null;
  cache_write_5m_tokens: number | null;
  cache_write_1h_tokens: number | null;
  cost_nano_usd: number | null;
  workspace_slug: string;
  attempts: readonly TracedAttempt[];
}

interface TracedAttempt {
  provider: string;
  model: string;
  status: number;
  reason: string;
  started_ms: number;
  duration_ms: number;
  span_id: string;
}

export interface OtlpOptions {
  /** Sends JSON to a path of the collector, as `/v1/traces`. Rejects when it was not taken. */
  post: (path: string, body: string) => Promise<void>;
  serviceName: string;
  /** Beside the service's name. */
  resource: Readonly<Record<string, string>>;
  collect: () => readonly Collected[];
  /** ms since the epoch. */
  now: () => number;
  /** Repeats; returns how to stop. */
  every: (ms: number, run: () => void) => () => void;
  /** Called when the collector stops taking spans, and with null when it takes them again. */
  onDegradation: (reason: string | null) => void;
}

export interface Otlp {
  push(request: TracedRequest): void;
  /** Sends what waits. */
  close(): Promise<void>;
}

const SEND_EVERY_MS = 2000;
const METRICS_EVERY_MS = 30_000;
const MAX_BATCH = 512;
const MAX_WAITING = 8192;

export function createOtlp(options: OtlpOptions): Otlp {
  const { post, every, onDegradation, now, collect } = options;
  const startedAt = now();
  let waiting: TracedRequest[] = [];
  let sending = Promise.resolve();
  const resource = {
    attributes: attributes({ 'service.name': options.serviceName, ...options.resource }),
  };
  const send = (path: string, body: object): Promise<void> =>
    post(path, JSON.stringify(body)).then(
      () => onDegradation(null),
      (error: unknown) => onDegradation(error instanceof Error ? error.message : 'unknown'),
    );
  const flush = (): void => {
    if (waiting.length === 0) return;
    const batch = waiting.slice(0, MAX_BATCH);
    waiting = waiting.slice(MAX_BATCH);
    sending = sending.then(() =>
      send('/v1/traces', {
        resourceSpans: [{ resource, scopeSpans: [{ scope: SCOPE, spans: batch.flatMap(spansOf) }] }],
      }),
    );
  };
  const sendMetrics = (): void => {
    const metrics = collect().flatMap((family) => metricOf(family, { from: startedAt, to: now() }));
    if (metrics.length === 0) return;
    sending = sending.then(() =>
      send('/v1/metrics', { resourceMetrics: [{ resource, scopeMetrics: [{ scope: SCOPE, metrics }] }] }),
    );
  };
  const stops = [every(SEND_EVERY_MS, flush), every(METRICS_EVERY_MS, sendMetrics)];
  return {
    push(request) {
      // The oldest that wait are given up first: what happens now is what somebody looks for.
      if (waiting.length >= MAX_WAITING) waiting.shift();
      waiting.push(request);
    },
    async close() {
      for (const stop of stops) stop();
      while (waiting.length > 0) flush();
      sendMetrics();
      await sending;
    },
  };
}

const SCOPE = { name: 'tollgate' };
/** OpenTelemetry's numbers for kinds of spans and for their status. */
const SERVER = 2;
const CLIENT = 3;
const OK = 1;
const ERROR = 2;
const NANO_PER_MS = 1_000_000n;

/** The request, and below it each attempt at an upstream. */
function spansOf(request: TracedRequest): object[] {
  const traceId = hexId(request.trace_id, 32);
  const spanId = hexId(request.span_id, 16);
  const operation = OPERATIONS[request.operation] ?? request.operation;
  const model = request.requested_model ?? request.ai_model;
  return [
    {
      traceId,
      spanId,
      ...(request.parent_span_id === null ? {} : { parentSpanId: hexId(request.parent_span_id, 16) }),
      name: model === null ? operation : `${operation} ${model}`,
      kind: SERVER,
      ...span(request.created_at, request.response_time_ms),
      status: request.is_success ? { code: OK } : { code: ERROR, message: request.error_code ?? '' },
      attributes: attributes(requestAttributes(request, operation)),
    },
    ...request.attempts.map((attempt) => ({
      traceId,
      spanId: hexId(attempt.span_id, 16),
      parentSpanId: spanId,
      name: `${operation} ${attempt.model}`,
      kind: CLIENT,
      ...span(request.created_at + attempt.started_ms, attempt.duration_ms),
      status: attempt.status >= 200 && attempt.status < 300 ? { code: OK } : { code: ERROR, message: attempt.reason },
      attributes: attributes({
        'gen_ai.operation.name': operation,
        'gen_ai.provider.name': attempt.provider,
        'gen_ai.request.model': attempt.model,
        'http.response.status_code': attempt.status === 0 ? null : attempt.status,
        'tollgate.attempt.reason': attempt.reason,
      }),
    })),
  ];
}

/** The names of the conventions for what we do. */
const OPERATIONS: Readonly<Record<string, string>> = {
  messages: 'chat',
  chatComplete: 'chat',
  createModelResponse: 'chat',
  embed: 'embeddings',
};

function requestAttributes(request: TracedRequest, operation: string): Record<string, Value> {
  const written = sum(request.cache_write_5m_tokens, request.cache_write_1h_tokens);
  return {
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': request.provider_id,
    'gen_ai.system': request.provider_id,
    'gen_ai.request.model': request.requested_model,
    'gen_ai.response.model': request.ai_model,
    'gen_ai.conversation.id': request.session_id,
    'gen_ai.agent.id': request.agent_id,
    'gen_ai.response.id': request.id,
    // The conventions count what came from a cache as input.
    'gen_ai.usage.input_tokens': sum(request.input_tokens, request.cache_read_tokens, written),
    'gen_ai.usage.output_tokens': request.output_tokens,
    'gen_ai.usage.cache_read.input_tokens': request.cache_read_tokens,
    'gen_ai.usage.cache_creation.input_tokens': written,
    'http.response.status_code': request.response_status_code,
    'error.type': request.error_code,
    'cloud.region': request.region,
    'tollgate.cost_nano_usd': request.cost_nano_usd,
    'tollgate.first_byte_ms': request.time_to_first_byte_ms,
    'tollgate.workspace': request.workspace_slug,
  };
}

function sum(...counts: (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null);
  return known.length === 0 ? null : known.reduce((total, count) => total + count, 0);
}

type Value = string | number | null;

/** Those that are null are left out. */
function attributes(values: Readonly<Record<string, Value>>): object[] {
  return Object.entries(values).flatMap(([key, value]): object[] => {
    if (value === null) return [];
    if (typeof value === 'string') return [{ key, value: { stringValue: value } }];
    return [{ key, value: Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value } }];
  });
}

function span(from: number, durationMs: number): { startTimeUnixNano: string; endTimeUnixNano: string } {
  return { startTimeUnixNano: toNano(from), endTimeUnixNano: toNano(from + durationMs) };
}

function toNano(ms: number): string {
  const whole = Math.floor(ms);
  return String(BigInt(whole) * NANO_PER_MS + BigInt(Math.round((ms - whole) * Number(NANO_PER_MS))));
}

/** An id of the right form stays as it is, also with the dashes of a UUID; any other text becomes one that is always the same. */
function hexId(text: string, characters: number): string {
  const plain = text.replaceAll('-', '').toLowerCase();
  const isHex = plain.length === characters && /^[0-9a-f]+$/.test(plain) && !/^0+$/.test(plain);
  return isHex ? plain : createHash('sha256').update(text).digest('hex').slice(0, characters);
}

interface Period {
  from: number;
  to: number;
}

/** Cumulative, since the start of the process. */
const CUMULATIVE = 2;

function metricOf({ name, help, type, series, bounds }: Collected, { from, to }: Period): object[] {
  if (series.length === 0) return [];
  const at = { startTimeUnixNano: toNano(from), timeUnixNano: toNano(to) };
  const named = { name, description: help };
  if (type === 'histogram') {
    const dataPoints = series.map(({ labels, value, count = 0, counts = [] }) => ({
      ...at,
      attributes: attributes(labels),
      sum: value,
      count: String(count),
      explicitBounds: bounds ?? [],
      bucketCounts: [
        ...counts.map((below, index) => below - (counts[index - 1] ?? 0)),
        count - (counts.at(-1) ?? 0),
      ].map(String),
    }));
    return [{ ...named, histogram: { aggregationTemporality: CUMULATIVE, dataPoints } }];
  }
  const dataPoints = series.map(({ labels, value }) => ({ ...at, attributes: attributes(labels), asDouble: value }));
  if (type === 'gauge') return [{ ...named, gauge: { dataPoints } }];
  return [{ ...named, sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints } }];
}
