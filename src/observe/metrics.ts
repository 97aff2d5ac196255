/** Metrics of requests, counted from their log rows: under names that Prometheus's rules like, and under the contract's (contract#metrics). */
import { type Collected, createRegistry, type Labels, type Registry } from './exposition.ts';

/** What is counted of a request; a log row has it all. Durations are ms. */
export interface MeasuredRequest {
  request_method: string;
  operation: string;
  response_status_code: number;
  is_success: boolean;
  stream_mode: boolean;
  cache_status: string;
  provider_id: string | null;
  ai_model: string | null;
  response_time_ms: number;
  time_to_first_byte_ms: number | null;
  gateway_ms: number | null;
  retry_attempt_count: number;
  input_tokens: number | null;
  output_tokens: number | null;
  cache_read_tokens: number | null;
  cache_write_5m_tokens: number | null;
  cache_write_1h_tokens: number | null;
  cost_nano_usd: number | null;
  saved_nano_usd: number | null;
  unpriced: boolean;
}

export type MetricNames = 'tollgate' | 'portkey';

export interface Metrics {
  record(request: MeasuredRequest): void;
  /** Since the start of the process. */
  collect(names: MetricNames): Collected[];
}

type Recorder = (request: MeasuredRequest) => void;

export function createMetrics(): Metrics {
  const own = createRegistry();
  const contract = createRegistry();
  const recorders = [recordOwn(own), recordContract(contract)];
  return {
    record(request) {
      for (const record of recorders) record(request);
    },
    collect: (names) => (names === 'portkey' ? contract : own).collect(),
  };
}

/** Seconds: a first byte comes in tens of ms from a cache, an answer in minutes. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 30, 60, 120, 300, 600];
const GATEWAY_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
const MS_PER_SECOND = 1000;
const NANO_PER_USD = 1_000_000_000;
const NONE = 'none';

function recordOwn(registry: Registry): Recorder {
  const requests = registry.counter('tollgate_requests_total', 'Requests that ended, by how.');
  const duration = registry.histogram(
    'tollgate_request_duration_seconds',
    'From the arrival of a request to its last byte.',
    SECONDS,
  );
  const firstByte = registry.histogram(
    'tollgate_first_byte_seconds',
    'From the arrival of a request to the first byte of its answer.',
    SECONDS,
  );
  const gateway = registry.histogram(
    'tollgate_gateway_seconds',
    'What the gateway itself took before the upstream was asked; waiting for the body is not counted.',
    GATEWAY_SECONDS,
  );
  const tokens = registry.counter('tollgate_tokens_total', 'Tokens that upstreams reported, by kind.');
  const cost = registry.counter(
    'tollgate_cost_usd_total',
    'What upstreams will bill, at the prices of the price book.',
  );
  const saved = registry.counter('tollgate_saved_usd_total', 'What answers from the gateway’s own cache did not cost.');
  const unpriced = registry.counter('tollgate_unpriced_requests_total', 'Requests whose cost is short of something.');
  const retries = registry.counter('tollgate_retries_total', 'Attempts after the first at the same target.');
  return (request) => {
    const target = targetOf(request);
    const at = { operation: request.operation, provider: target.provider };
    requests.add(
      {
        ...at,
        model: target.model,
        status: String(request.response_status_code),
        stream: String(request.stream_mode),
        cache: request.cache_status.toLowerCase(),
      },
      1,
    );
    duration.observe(at, request.response_time_ms / MS_PER_SECOND);
    if (request.time_to_first_byte_ms !== null) {
      firstByte.observe(at, request.time_to_first_byte_ms / MS_PER_SECOND);
    }
    if (request.gateway_ms !== null) {
      gateway.observe({ operation: request.operation }, request.gateway_ms / MS_PER_SECOND);
    }
    for (const [kind, count] of tokenCounts(request)) if (count !== null) tokens.add({ ...target, kind }, count);
    if (request.cost_nano_usd !== null) cost.add(target, request.cost_nano_usd / NANO_PER_USD);
    if (request.saved_nano_usd !== null) saved.add(target, request.saved_nano_usd / NANO_PER_USD);
    if (request.unpriced) unpriced.add(target, 1);
    if (request.retry_attempt_count > 0) retries.add(at, request.retry_attempt_count);
  };
}

function tokenCounts(request: MeasuredRequest): [string, number | null][] {
  return [
    ['input', request.input_tokens],
    ['output', request.output_tokens],
    ['cache_read', request.cache_read_tokens],
    ['cache_write_5m', request.cache_write_5m_tokens],
    ['cache_write_1h', request.cache_write_1h_tokens],
  ];
}

function targetOf({ provider_id: provider, ai_model: model }: MeasuredRequest): { provider: string; model: string } {
  return { provider: provider ?? NONE, model: model ?? NONE };
}

const CONTRACT_SECONDS = [0.1, 1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 240, 500, 1000, 3000];
const CONTRACT_MS = [
  0.1, 1, 2, 5, 10, 30, 50, 75, 100, 150, 200, 350, 500, 1000, 2500, 5000, 10_000, 50_000, 100_000, 300_000, 500_000,
  10_000_000,
];

/** Those that a request has; the contract's times of single steps are not measured. */
function recordContract(registry: Registry): Recorder {
  const count = registry.counter('request_count', 'Requests.');
  const seconds = registry.histogram('http_request_duration_seconds', 'Duration of requests.', CONTRACT_SECONDS);
  const ms = (name: string, help: string) => registry.histogram(name, help, CONTRACT_MS);
  const whole = ms('portkey_request_duration_milliseconds', 'Duration of requests.');
  const upstream = ms('llm_request_duration_milliseconds', 'Duration of requests without the gateway’s own time.');
  const own = ms(
    'portkey_processing_time_excluding_last_byte_ms',
    'The gateway’s own time before the upstream is asked.',
  );
  const rest = ms('llm_last_byte_diff_duration_milliseconds', 'From the first byte of an answer to its last.');
  const cost = registry.gauge('llm_cost_sum', 'Cost in US cents.');
  const tokens = registry.gauge('llm_token_sum', 'Tokens.');
  return (request) => {
    const labels: Labels = {
      app: 'tollgate',
      method: request.request_method,
      endpoint: request.operation,
      code: String(request.response_status_code),
      provider: targetOf(request).provider,
      source: 'gateway',
      stream: request.stream_mode ? '1' : '0',
      cacheStatus: request.cache_status,
    };
    count.add(labels, 1);
    seconds.observe(labels, request.response_time_ms / MS_PER_SECOND);
    whole.observe(labels, request.response_time_ms);
    upstream.observe(labels, request.response_time_ms - (request.gateway_ms ?? 0));
    if (request.gateway_ms !== null) own.observe(labels, request.gateway_ms);
    if (request.time_to_first_byte_ms !== null) {
      rest.observe(labels, request.response_time_ms - request.time_to_first_byte_ms);
    }
    const CENTS = 100;
    cost.add(labels, ((request.cost_nano_usd ?? 0) / NANO_PER_USD) * CENTS);
    tokens.add(
      labels,
      tokenCounts(request).reduce((sum, [, number]) => sum + (number ?? 0), 0),
    );
  };
}
