import { execFileSync, spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { toPrometheus } from './exposition.ts';
import { createMetrics, type MeasuredRequest } from './metrics.ts';

const request: MeasuredRequest = {
  request_method: 'POST',
  operation: 'messages',
  response_status_code: 200,
  is_success: true,
  stream_mode: true,
  cache_status: 'DISABLED',
  provider_id: 'vertex-ai',
  ai_model: 'claude-sonnet-5',
  response_time_ms: 1200,
  time_to_first_byte_ms: 300,
  gateway_ms: 0.7,
  retry_attempt_count: 1,
  input_tokens: 10,
  output_tokens: 20,
  cache_read_tokens: 300,
  cache_write_5m_tokens: null,
  cache_write_1h_tokens: null,
  cost_nano_usd: 2_500_000_000,
  saved_nano_usd: null,
  unpriced: false,
};

function render(requests: readonly MeasuredRequest[], names: 'tollgate' | 'portkey' = 'tollgate'): string {
  const metrics = createMetrics();
  for (const one of requests) metrics.record(one);
  return toPrometheus(metrics.collect(names));
}

it('a request is counted with its money, tokens and times', () => {
  const text = render([request, request]);
  expect(text).toContain(
    'tollgate_requests_total{operation="messages",provider="vertex-ai",model="claude-sonnet-5",status="200",stream="true",cache="disabled"} 2',
  );
  expect(text).toContain('tollgate_cost_usd_total{provider="vertex-ai",model="claude-sonnet-5"} 5');
  expect(text).toContain('tollgate_tokens_total{provider="vertex-ai",model="claude-sonnet-5",kind="cache_read"} 600');
  expect(text).toContain(
    'tollgate_request_duration_seconds_bucket{operation="messages",provider="vertex-ai",le="1"} 0',
  );
  expect(text).toContain(
    'tollgate_request_duration_seconds_bucket{operation="messages",provider="vertex-ai",le="2"} 2',
  );
  expect(text).toContain(
    'tollgate_request_duration_seconds_bucket{operation="messages",provider="vertex-ai",le="+Inf"} 2',
  );
  expect(text).toContain('tollgate_request_duration_seconds_sum{operation="messages",provider="vertex-ai"} 2.4');
  expect(text).not.toContain('cache_write_5m');
});

it('the contract’s names are there for dashboards that know them', () => {
  const text = render([request], 'portkey');
  for (const name of ['request_count', 'llm_cost_sum', 'llm_token_sum', 'http_request_duration_seconds_bucket']) {
    expect(text).toContain(
      `\n${name}{app="tollgate",method="POST",endpoint="messages",code="200",provider="vertex-ai"`,
    );
  }
});

it('models without end make no series without end: the rest is added up', () => {
  const many = Array.from({ length: 3000 }, (_, index) => ({ ...request, ai_model: `model-${index}` }));
  const lines = render(many)
    .split('\n')
    .filter((line) => line.startsWith('tollgate_requests_total{'));
  expect(lines.length).toBe(1001);
  expect(lines.at(-1)).toBe(
    'tollgate_requests_total{operation="other",provider="other",model="other",status="other",stream="other",cache="other"} 2000',
  );
});

it('a name with quotes and line breaks breaks no line', () => {
  const text = render([{ ...request, ai_model: 'a"b\\c\nd 1' }]);
  expect(text).toContain('model="a\\"b\\\\c\\nd 1"');
});

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

it.skipIf(!hasPromtool && process.env['CI'] === undefined)('promtool finds nothing to complain about', () => {
  const failed = { ...request, is_success: false, response_status_code: 503, provider_id: null, unpriced: true };
  const text = render([request, { ...failed, saved_nano_usd: 5 }]);
  expect(execFileSync('promtool', ['check', 'metrics'], { input: text }).toString()).toBe('');
});
