/** What the requests of a session or of a trace come to: out of their rows, or out of groups that analytics has counted. Pure. */
import type { LogRow } from '../../api/queries/logs.ts';
import type { SessionGroup } from '../../api/queries/sessions.ts';

export interface Sum {
  requests: number;
  errors: number;
  costNanoUsd: number;
  promptTokens: number;
  outputTokens: number;
  /** Of the prompt, the share that was read from the provider's prompt cache; null = no prompt was counted. */
  cacheShare: number | null;
  ranForMs: number;
}

/** `rows` are all requests, at least one. */
export function sumOf(rows: readonly LogRow[]): Sum {
  const sum = (of: (row: LogRow) => number | null): number => rows.reduce((total, row) => total + (of(row) ?? 0), 0);
  const promptTokens = sum((row) => row.req_units);
  const begins = rows.map(({ created_at: at }) => Date.parse(at));
  const ends = rows.map(({ created_at: at, response_time: ms }) => Date.parse(at) + ms);
  return {
    requests: rows.length,
    errors: sum(({ is_success: isSuccess }) => (isSuccess ? 0 : 1)),
    costNanoUsd: sum((row) => row.cost_nano_usd),
    promptTokens,
    outputTokens: sum((row) => row.res_units),
    cacheShare: promptTokens === 0 ? null : sum((row) => row.cache_read_tokens) / promptTokens,
    ranForMs: Math.max(0, ...ends) - Math.min(...begins),
  };
}

/** `groups` have the measures `errors`, `input_tokens`, `output_tokens` and `cache_read_tokens`; at least one. */
export function sumOfGroups(groups: readonly SessionGroup[]): Sum {
  const sum = (name: string): number => groups.reduce((total, group) => total + Number(group[name] ?? 0), 0);
  const moments = groups.flatMap(({ first_seen: first, last_seen: last }) =>
    first === null || last === null ? [] : [Date.parse(first), Date.parse(last)],
  );
  const promptTokens = sum('input_tokens');
  return {
    requests: sum('requests'),
    errors: sum('errors'),
    costNanoUsd: sum('cost_nano_usd'),
    promptTokens,
    outputTokens: sum('output_tokens'),
    cacheShare: promptTokens === 0 ? null : sum('cache_read_tokens') / promptTokens,
    ranForMs: moments.length === 0 ? 0 : Math.max(...moments) - Math.min(...moments),
  };
}
