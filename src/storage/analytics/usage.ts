/** The usage question in SQL: what was used, step by step, by several dimensions at once. */
import { filterCondition } from '../log-filter-sql.ts';
import type { Words } from '../ports/log/words.ts';
import type { AnalyticsScope, UsageDimension, UsageQuestion, UsageStep, UsageSteps } from '../ports/analytics.ts';
import type { LogQueryRow } from '../ports/log/queries.ts';
import { IS_HIT, TOKENS } from './expressions.ts';
import { dimension, type Expression } from './groups.ts';
import type { Engine } from './source.ts';

const COLUMNS: Readonly<Record<Exclude<UsageDimension, `metadata.${string}`>, string>> = {
  api_key: 'api_key_id',
  user: 'user_id',
  workspace_id: 'workspace_id',
  workspace: 'workspace_slug',
  provider: 'provider_slug',
  provider_id: 'provider_id',
  model: 'ai_model',
  config: 'config_id',
  operation: 'operation',
  session: 'session_id',
  agent: 'agent_id',
};

const expressionOf = (by: UsageDimension, words: Words): Expression =>
  by.startsWith('metadata.')
    ? dimension(by as `metadata.${string}`, words)
    : { sql: COLUMNS[by as keyof typeof COLUMNS], values: [] };

/** A free request costs nothing, by no price book. */
const COUNTS = 'provider_slug IS NOT NULL AND (price_book IS NOT NULL OR cost_nano_usd IS NULL)';
const IS_CHARGED = '(is_success OR cost_nano_usd > 0)';

/** Requests that were answered: what was refused used nothing. */
export async function askUsage(
  { words, run }: Engine,
  { question, scope }: { question: UsageQuestion; scope: AnalyticsScope },
): Promise<UsageSteps> {
  const keys = question.by.map((by) => expressionOf(by, words));
  const condition = filterCondition(scope, words);
  const names = keys.map((_, index) => `k${index}`);
  const { rows, asOf } = await run({
    sql: `SELECT bucket, ${[...names, ''].join(', ')} ${words.count()} AS requests, ${words.sum('cost_nano_usd')} AS cost,
        ${words.sum(TOKENS)} AS tokens,
        ${words.countIf(IS_HIT)} AS from_cache, max(created_at + response_time_ms) AS ended_at
      FROM (
        SELECT *, ${keys.map(({ sql }, index) => `${sql} AS k${index}, `).join('')}
          ${words.bucket('created_at', question.stepMs)} AS bucket
        FROM requests WHERE ${question.withBroken === true ? IS_CHARGED : 'is_success'} AND ${COUNTS} AND ${condition.sql}
      ) GROUP BY ${['bucket', ...names].join(', ')} ORDER BY bucket LIMIT ?`,
    values: [...keys.flatMap(({ values }) => values), ...condition.values, question.limit + 1],
  });
  const isWhole = rows.length <= question.limit;
  return { asOf, isWhole, steps: rows.slice(0, question.limit).map((row) => toStep(row, names)) };
}

function toStep(row: LogQueryRow, names: readonly string[]): UsageStep {
  const number = (name: string): number => {
    const value = row[name];
    return typeof value === 'number' ? value : 0;
  };
  return {
    at: number('bucket'),
    keys: names.map((name) => {
      const value = row[name];
      return typeof value === 'string' ? value : null;
    }),
    requests: number('requests'),
    fromCache: number('from_cache'),
    costNanoUsd: number('cost'),
    tokens: number('tokens'),
    endedAt: number('ended_at'),
  };
}
