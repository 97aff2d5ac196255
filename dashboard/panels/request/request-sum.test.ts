import { expect, it } from 'vitest';
import type { LogRow } from '../../api/queries/logs.ts';
import type { SessionGroup } from '../../api/queries/sessions.ts';
import { sumOf, sumOfGroups } from './request-sum.ts';

const row = (fields: object) => ({ created_at: new Date(0).toISOString(), response_time: 0, ...fields }) as LogRow;

it('a request without a price or a count adds nothing, and none of it is lost', () => {
  const rows = [
    row({ is_success: true, cost_nano_usd: 5, req_units: 10, cache_read_tokens: 4, response_time: 30 }),
    row({ is_success: false, cost_nano_usd: null, req_units: null, created_at: new Date(100).toISOString() }),
  ];
  const tokens = { promptTokens: 10, outputTokens: 0, cacheShare: 0.4 };
  expect(sumOf(rows)).toEqual({ requests: 2, errors: 1, costNanoUsd: 5, ...tokens, ranForMs: 100 });
});

it('a session that counted no prompt has no share of the cache, which is not zero', () => {
  expect(sumOf([row({ is_success: true })]).cacheShare).toBeNull();
});

it('a trace of two sessions is the sum of both, and its share of the cache is not their average', () => {
  const group = (fields: object) => ({ errors: 0, output_tokens: 1, ...fields }) as unknown as SessionGroup;
  const at = (ms: number): string => new Date(ms).toISOString();
  const groups = [
    group({
      requests: 1,
      cost_nano_usd: 5,
      input_tokens: 90,
      cache_read_tokens: 90,
      first_seen: at(0),
      last_seen: at(7),
    }),
    group({
      requests: 2,
      cost_nano_usd: 6,
      input_tokens: 10,
      cache_read_tokens: 0,
      first_seen: at(3),
      last_seen: at(9),
    }),
  ];
  const tokens = { promptTokens: 100, outputTokens: 2, cacheShare: 0.9 };
  expect(sumOfGroups(groups)).toEqual({ requests: 3, errors: 0, costNanoUsd: 11, ...tokens, ranForMs: 9 });
});
