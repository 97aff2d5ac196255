/**
 * What ClickHouse keeps beside the rows, as projections of the table: it fills them with each insert, and reads the rows of a
 * part that has none, so that they are never behind and never wrong. Each is read by the expressions that it was made with.
 */
import type { FieldName } from './ports/log/fields.ts';
import {
  type HourlySums,
  type LogSummaries,
  NOT_SUMMED,
  type SqlPart,
  type SummaryWindow,
  type ValueClasses,
} from './ports/log/summaries.ts';
import { CLICKHOUSE_WORDS } from './log-words-sql.ts';
import type { KeptSummaries } from './ports/log/queries.ts';
import { CLASS_DIMENSIONS, CLASSED, DIMENSIONS, HOUR_MS, SUMMED, summed } from './summed-columns.ts';

const HOUR = `intDiv(created_at, ${HOUR_MS})`;

/**
 * Classes are the leading bits of the number, which order numbers from 0 up as their values do: 32 classes for each power of
 * two. Nothing below 0 is expected; it would be in the lowest class.
 */
const CLASS = `bitShiftRight(reinterpretAsUInt64(if(${CLASSED} < 0, 0, ${CLASSED})), 47)`;

/**
 * By name. The table gets one that it lacks, for old rows too. One whose expressions change needs a new name; the one before
 * stays until an operator drops it.
 */
export const CLICKHOUSE_PROJECTIONS: Readonly<Record<string, string>> = {
  hourly_1: `SELECT ${[...DIMENSIONS, HOUR].join(', ')}, count(), ${SUMMED.map((one) => `sum(${one}), count(${one})`).join(', ')}
    GROUP BY organisation_id, ${HOUR}, ${DIMENSIONS.slice(1).join(', ')}`,
  first_bytes_1: `SELECT organisation_id, ${CLASS}, workspace_id, ${HOUR}, count(), groupArray(${CLASSED})
    GROUP BY organisation_id, ${CLASS}, workspace_id, ${HOUR}`,
};

interface Grouped {
  columns: readonly string[];
  aggregates: readonly string[];
}

/** Whole hours by the expressions of a projection, and the rest of the window from its rows. */
function byTheHour({ condition, from, to }: SummaryWindow, { columns, aggregates }: Grouped): SqlPart {
  const first = Math.ceil(from / HOUR_MS);
  const end = Math.max(first, Math.floor(to / HOUR_MS));
  const select = `SELECT ${HOUR} * ${HOUR_MS} AS created_at, ${[...columns, ...aggregates].join(', ')} FROM requests WHERE ${condition.sql}`;
  const groups = `GROUP BY ${[HOUR, ...columns.map((column) => column.replace(/ AS \w+$/, ''))].join(', ')}`;
  const part = (times: string, bounds: readonly number[]): SqlPart => ({
    sql: `${select} AND ${times} ${groups}`,
    values: [...condition.values, ...bounds],
  });
  const hours = part(`${HOUR} >= ? AND ${HOUR} < ?`, [first, end]);
  const edges = [
    { from, to: Math.min(to, first * HOUR_MS) },
    { from: Math.max(from, end * HOUR_MS), to },
  ].filter((edge) => edge.from < edge.to);
  const parts = [hours, ...edges.map((edge) => part('created_at >= ? AND created_at < ?', [edge.from, edge.to]))];
  return { sql: `(${parts.map(({ sql }) => sql).join(' UNION ALL ')})`, values: parts.flatMap(({ values }) => values) };
}

const SUMS: HourlySums = {
  dimensions: new Set<FieldName>(DIMENSIONS),
  words: {
    ...CLICKHOUSE_WORDS,
    count: () => 'sum(amount)',
    countIf: (condition) => `sumIf(amount, ${condition})`,
    sum: (expression) => CLICKHOUSE_WORDS.sum(summed(expression)?.sum ?? NOT_SUMMED),
    sumIf: (expression, condition) => CLICKHOUSE_WORDS.sumIf(summed(expression)?.sum ?? NOT_SUMMED, condition),
    average(expression) {
      const found = summed(expression);
      return found === null ? NOT_SUMMED : `sum(${found.sum}) / nullif(sum(${found.count}), 0)`;
    },
    quantile: () => NOT_SUMMED,
  },
  rows: (window, columns) =>
    byTheHour(window, {
      columns,
      aggregates: [
        'count() AS amount',
        ...SUMMED.map((one, index) => `sum(${one}) AS s${index}, count(${one}) AS c${index}`),
      ],
    }),
};

const bucketOf = (bucketMs: number | null): string =>
  bucketMs === null ? '0' : CLICKHOUSE_WORDS.bucket('created_at', bucketMs);

const CLASSES: ValueClasses = {
  column: CLASSED,
  dimensions: new Set<FieldName>(CLASS_DIMENSIONS),
  counts(window, bucketMs) {
    const rows = byTheHour(window, { columns: [`${CLASS} AS class`], aggregates: ['count() AS held'] });
    const sql = `SELECT ${bucketOf(bucketMs)} AS bucket, class, sum(held) AS amount FROM ${rows.sql} GROUP BY bucket, class`;
    return { sql, values: rows.values };
  },
  values({ condition, ...times }, bucketMs, wanted) {
    // All of these are whole numbers of our own.
    const classes = [...new Set(wanted.map((one) => one.class))].join(', ');
    const within = { ...times, condition: { ...condition, sql: `${condition.sql} AND ${CLASS} IN (${classes})` } };
    const rows = byTheHour(within, {
      columns: [`${CLASS} AS class`],
      aggregates: [`groupArray(${CLASSED}) AS held`],
    });
    const list = wanted.map((one) => `(${one.bucket}, ${one.class}, [${one.places.join(', ')}])`).join(', ');
    return {
      sql: `SELECT bucket, class, arrayMap(place -> sorted[least(place, length(sorted))], places) AS found
        FROM (SELECT ${bucketOf(bucketMs)} AS bucket, class, arraySort(groupArrayArray(held)) AS sorted
          FROM ${rows.sql} GROUP BY bucket, class) AS kept
        INNER JOIN values('bucket Int64, class UInt64, places Array(UInt64)', ${list}) AS wanted USING (bucket, class)`,
      values: rows.values,
    };
  },
};

const SUMMARIES: LogSummaries = { hourMs: HOUR_MS, sums: SUMS, classes: CLASSES };

export const CLICKHOUSE_SUMMARIES: KeptSummaries = { state: null, from: () => SUMMARIES };
