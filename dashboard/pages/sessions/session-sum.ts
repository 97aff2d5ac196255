/** What the requests of a session come to. Pure. */
import type { LogRow } from '../../api/queries/logs.ts';

export interface Sum {
  requests: number;
  errors: number;
  costNanoUsd: number;
  /** Of the prompt, the share that was read from the provider's prompt cache; null = no prompt was counted. */
  cacheShare: number | null;
  ranForMs: number;
}

/** `rows` are all requests, at least one. */
export function sumOf(rows: readonly LogRow[]): Sum {
  const sum = (of: (row: LogRow) => number | null): number => rows.reduce((total, row) => total + (of(row) ?? 0), 0);
  const prompt = sum((row) => row.req_units);
  const begins = rows.map(({ created_at: at }) => Date.parse(at));
  const ends = rows.map(({ created_at: at, response_time: ms }) => Date.parse(at) + ms);
  return {
    requests: rows.length,
    errors: sum(({ is_success: isSuccess }) => (isSuccess ? 0 : 1)),
    costNanoUsd: sum((row) => row.cost_nano_usd),
    cacheShare: prompt === 0 ? null : sum((row) => row.cache_read_tokens) / prompt,
    ranForMs: Math.max(0, ...ends) - Math.min(...begins),
  };
}
