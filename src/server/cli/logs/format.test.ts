import { describe, expect, it } from 'vitest';
import { formatLogLine, LOG_HEADER } from './format.ts';
import { readLogLine } from './log-row.ts';

const row = {
  id: 'req_1',
  operation: 'messages',
  virtual_key: 'vertex-prod',
  ai_org: 'vertex-ai',
  api_key_id: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
  created_at: '2026-11-23T07:55:12.000Z',
  response_status_code: 200,
  ai_model: 'claude-sonnet-4-5@20250929',
  input_tokens: 4,
  cache_read_tokens: 20_300,
  cache_write_5m_tokens: 250,
  cache_write_1h_tokens: 50,
  output_tokens: 150,
  cost_nano_usd: 13_215_000,
  unpriced: false,
  response_time: 1203.4,
  time_to_first_byte_ms: 240.2,
  outcome: 'complete',
};
const line = (changes: object = {}): string => formatLogLine(readLogLine({ ...row, ...changes }));
/** The text under a column's title, for columns that end where their title ends. */
const under = (title: string, text: string): string =>
  text
    .slice(0, LOG_HEADER.indexOf(title) + title.length)
    .trimEnd()
    .split(' ')
    .at(-1) ?? '';

describe('a log line', () => {
  it('has each number under its title', () => {
    const told = ['IN', 'CACHED', 'WRITTEN', 'OUT', 'COST', 'MS', 'TTFB'].map((title) => under(` ${title}`, line()));
    expect(told).toEqual(['4', '20300', '300', '150', '$0.013215', '1203', '240']);
  });

  it('reports what was asked, of which provider, and with which key', () => {
    expect(line()).toMatch(/ 200 +messages +@vertex-prod +0f1e2d3c +claude-sonnet-4-5@20250929 /);
    expect(line({ virtual_key: null })).toMatch(/ messages +vertex-ai +0f1e2d3c /);
  });

  it.each([
    [13_215_000, '$0.013215'],
    [1_234_567_000, '$1.234567'],
    [50_000, '$0.000050'],
    [42_300, '$0.000042300'],
    [7, '$0.000000007'],
    [0, '$0.000000'],
  ])('shows %s nano-dollars as %s: an amount that is small is not nothing', (cost_nano_usd, shown) => {
    expect(under(' COST', line({ cost_nano_usd }))).toBe(shown);
  });

  it('says "unpriced", never zero, when the price is not known', () => {
    expect(line({ cost_nano_usd: null, unpriced: true })).toContain('unpriced');
  });

  it('shows a dash for what nobody reported', () => {
    const told = line({
      input_tokens: null,
      cache_read_tokens: null,
      cost_nano_usd: null,
      time_to_first_byte_ms: null,
    });
    expect(['IN', 'CACHED', 'COST', 'TTFB'].map((title) => under(` ${title}`, told))).toEqual(['-', '-', '-', '-']);
  });

  it('reports the error at the end, on one line, without control characters', () => {
    const told = line({ response_status_code: 502, error_code: 'upstream_cut', error_message: 'broke\n\u001b[31moff' });
    expect(told).toMatch(/upstream_cut: broke \[31moff$/);
  });

  it('names the model that was asked for when none was reached', () => {
    expect(line({ ai_model: null, requested_model: 'gpt-5' })).toContain('gpt-5');
  });
});
