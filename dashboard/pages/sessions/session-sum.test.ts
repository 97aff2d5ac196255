import { expect, it } from 'vitest';
import type { LogRow } from '../../api/queries/logs.ts';
import { sumOf } from './session-sum.ts';

const row = (fields: object) => ({ created_at: new Date(0).toISOString(), response_time: 0, ...fields }) as LogRow;

it('a request without a price or a count adds nothing, and none of it is lost', () => {
  const rows = [
    row({ is_success: true, cost_nano_usd: 5, req_units: 10, cache_read_tokens: 4, response_time: 30 }),
    row({ is_success: false, cost_nano_usd: null, req_units: null, created_at: new Date(100).toISOString() }),
  ];
  expect(sumOf(rows)).toEqual({ requests: 2, errors: 1, costNanoUsd: 5, cacheShare: 0.4, ranForMs: 100 });
});

it('a session that counted no prompt has no share of the cache, which is not zero', () => {
  expect(sumOf([row({ is_success: true })]).cacheShare).toBeNull();
});
