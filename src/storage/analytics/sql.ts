/** The analytics port over SQL: questions become one statement each, and rows become figures. */
import { filterCondition } from '../log-filter-sql.ts';
import {
  type Analytics,
  type AnalyticsScope,
  bucketStarts,
  bucketWidth,
  type GroupQuestion,
  type Groups,
  type Series,
  type SeriesQuestion,
} from '../ports/analytics.ts';
import type { LogQueries, LogQueryRow } from '../ports/log/queries.ts';
import type { Reading } from '../ports/log/reader.ts';
import type { Words } from '../ports/log/words.ts';
import { figureIn, textIn } from './figures.ts';
import { askGraph } from './graph.ts';
import { dimension, measure } from './groups.ts';
import { askRated } from './rated.ts';
import { type Engine, isLong, rowsOf, type Source, sumsOf } from './source.ts';
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

async function askGroups(engine: Engine, question: GroupQuestion, scope: AnalyticsScope): Promise<Groups> {
  const { by, measures, orderBy, limit, offset } = question;
  const key = dimension(by, engine.words);
  const { words, rows: from } =
    summedSource(engine, scope, {
      texts: (sums) => [key.sql, ...[...measures, orderBy].map((one) => measure(one, sums))],
    }) ?? rowsOf(engine, scope);
  const columns = measures.map((name) => `${measure(name, words)} AS ${name}`);
  const { rows, asOf } = await engine.run({
    sql: `WITH grouped AS (
        SELECT key, ${columns.join(', ')}, ${measure(orderBy, words)} AS size
        FROM (SELECT *, ${key.sql} AS key FROM ${from.sql}) GROUP BY key
      )
      SELECT *, (SELECT count(*) FROM grouped) AS total FROM grouped
      ORDER BY size DESC NULLS LAST, key NULLS LAST LIMIT ? OFFSET ?`,
    values: [...key.values, ...from.values, limit, offset],
  });
  return {
    asOf,
    total: rows.length > 0 ? (figureIn(rows[0] ?? {}, 'total') ?? 0) : await countGroups(engine, question, scope),
    groups: rows.map((row) => ({
      key: textIn(row, 'key'),
      figures: Object.fromEntries(measures.map((name) => [name, figureIn(row, name)])),
    })),
  };
}

interface Summed {
  bucketMs?: number;
  texts: (words: Words) => readonly string[];
}

/** null = the rows must be read. */
function summedSource(engine: Engine, scope: AnalyticsScope, { bucketMs, texts }: Summed): Source | null {
  if (engine.summaries === null) return null;
  return sumsOf(engine, { scope, bucketMs: bucketMs ?? null, texts: texts(engine.summaries.sums.words) });
}

/** A page beyond the last one has no rows that could carry it. */
async function countGroups(
  { words, run }: Engine,
  { by, offset }: GroupQuestion,
  scope: AnalyticsScope,
): Promise<number> {
  if (offset === 0) return 0;
  const key = dimension(by, words);
  const condition = filterCondition(scope, words);
  const { rows } = await run({
    sql: `SELECT count(*) AS total FROM (SELECT DISTINCT ${key.sql} AS key FROM requests WHERE ${condition.sql})`,
    values: [...key.values, ...condition.values],
  });
  return figureIn(rows[0] ?? {}, 'total') ?? 0;
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
