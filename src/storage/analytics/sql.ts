/** The analytics port over SQL: questions become one statement each, and rows become figures. */
import {
  type Analytics,
  type AnalyticsScope,
  bucketStarts,
  bucketWidth,
  type Series,
  type SeriesQuestion,
} from '../ports/analytics.ts';
import type { LogQueries, LogQueryRow } from '../ports/log/queries.ts';
import type { Reading } from '../ports/log/reader.ts';
import { figureIn, textIn } from './figures.ts';
import { askGraph } from './graph.ts';
import { askGroups } from './group.ts';
import { dimension, measure } from './groups.ts';
import { askRated } from './rated.ts';
import { type Engine, isLong, rowsOf, summedSource } from './source.ts';
import { askUsage } from './usage.ts';

/** `queries` reads the log's own table. */
export function createSqlAnalytics(queries: LogQueries): Analytics {
  const { words } = queries;
  const rows = (reading?: Reading): Engine => ({
    words,
    summaries: null,
    run: (query) => queries.run(query, reading),
  });
  const summed = async (scope: AnalyticsScope, reading?: Reading): Promise<Engine> => {
    if (!isLong(scope)) return rows(reading);
    const { asOf, summaries } = await queries.summaries(reading);
    return {
      words,
      summaries,
      async run(query) {
        const answer = await queries.run(query, reading);
        return { ...answer, asOf: Math.min(answer.asOf, asOf) };
      },
    };
  };
  return {
    usage: async (question, scope, reading) => askUsage(rows(reading), { question, scope }),
    graph: async (name, scope, reading) => askGraph(await summed(scope, reading), name, scope),
    group: async (question, scope, reading) => askGroups(await summed(scope, reading), question, scope),
    rated: async (question, scope, reading) => askRated(rows(reading), question, scope),
    series: async (question, scope, reading) => askSeries(await summed(scope, reading), question, scope),
  };
}

async function askSeries(engine: Engine, question: SeriesQuestion, scope: AnalyticsScope): Promise<Series> {
  const bucketMs = bucketWidth(scope);
  const key = dimension(question.by, engine.words);
  const { words, rows: from } =
    summedSource(engine, scope, { bucketMs, texts: (sums) => [key.sql, measure(question.measure, sums)] }) ??
    rowsOf(engine, scope);
  const { rows, asOf } = await engine.run({
    sql: `WITH cells AS (
        SELECT key, bucket, ${measure(question.measure, words)} AS size
        FROM (
          SELECT *, ${key.sql} AS key, ${words.bucket('created_at', bucketMs)} AS bucket
          FROM ${from.sql}
        ) GROUP BY key, bucket
      ), leaders AS (SELECT key FROM cells GROUP BY key ORDER BY sum(size) DESC, key NULLS LAST LIMIT ?)
      SELECT CASE WHEN is_leader THEN key END AS key, is_leader, bucket, sum(size) AS size
      FROM (
        SELECT cells.*, ${words.isAmong('cells.key', { column: 'key', from: 'leaders' })} AS is_leader
        FROM cells
      ) GROUP BY ALL`,
    values: [...key.values, ...from.values, question.top],
  });
  return { asOf, bucketMs, ...toSeries(rows, bucketStarts(scope, bucketMs)) };
}

function toSeries(rows: readonly LogQueryRow[], timestamps: readonly number[]): Pick<Series, 'timestamps' | 'series'> {
  const found = new Map<string, { key: string | null; isRest: boolean; values: number[]; total: number }>();
  const place = new Map(timestamps.map((timestamp, index) => [timestamp, index]));
  for (const row of rows) {
    const isRest = row['is_leader'] === false;
    const key = isRest ? 'other' : textIn(row, 'key');
    const name = JSON.stringify([isRest, key]);
    const line = found.get(name) ?? { key, isRest, values: timestamps.map(() => 0), total: 0 };
    const index = place.get(figureIn(row, 'bucket') ?? -1);
    const size = figureIn(row, 'size') ?? 0;
    if (index !== undefined) line.values[index] = size;
    line.total += size;
    found.set(name, line);
  }
  const series = [...found.values()]
    .toSorted((one, other) => Number(one.isRest) - Number(other.isRest) || other.total - one.total)
    .map(({ key, isRest, values }) => ({ key, isRest, values }));
  return { timestamps, series };
}
