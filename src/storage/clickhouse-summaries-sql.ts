/**
 * What ClickHouse keeps beside the rows, as projections of the table: it fills them with each insert, and reads the rows of a
 * part that has none, so that they are never behind and never wrong. Each is read by the expressions that it was made with.
 */
import type { FieldName } from './ports/log/fields.ts';
import {
  type HourlySums,
  type LogSummaries,
  type SqlPart,
  type SummaryWindow,
  type ValueClasses,
} from './ports/log/summaries.ts';
import { CLICKHOUSE_WORDS } from './log-words-sql.ts';
import type { KeptSummaries } from './ports/log/queries.ts';
import {
  CLASS_DIMENSIONS,
  CLASSED,
  DIMENSIONS,
  HOUR_MS,
  LARGEST,
  SMALLEST,
  SUMMED,
  summedWords,
} from './summed-columns.ts';

const HOUR = `intDiv(created_at, ${HOUR_MS})`;

/**
 * Classes are the leading bits of the number, which order numbers from 0 up as their values do: 32 classes for each power of
 * two. Nothing below 0 is expected; it would be in the lowest class.
 */
const classOf = (expression: string): string =>
  `bitShiftRight(reinterpretAsUInt64(if(${expression} < 0, 0, ${expression})), 47)`;

const classesBySize = (expression: string): string =>
  `SELECT organisation_id, ${classOf(expression)}, ${[...CLASS_DIMENSIONS.slice(1), HOUR].join(', ')}, count(), groupArray(${expression})
    GROUP BY organisation_id, ${classOf(expression)}, ${[...CLASS_DIMENSIONS.slice(1), HOUR].join(', ')}`;

/**
 * By name. The table gets one that it lacks, for old rows too. One whose expressions change needs a new name; the one before
 * stays until an operator drops it.
 */
export const CLICKHOUSE_PROJECTIONS: Readonly<Record<string, string>> = {
  hourly_3: `SELECT ${[...DIMENSIONS, HOUR].join(', ')}, count(), ${SUMMED.map((one) => `sum(${one}), count(${one})`).join(', ')},
    ${[...SMALLEST.map((one) => `min(${one})`), ...LARGEST.map((one) => `max(${one})`)].join(', ')}
    GROUP BY organisation_id, ${HOUR}, ${DIMENSIONS.slice(1).join(', ')}`,
  first_bytes_2: classesBySize(CLASSED[0]),
  durations_2: classesBySize(CLASSED[1]),
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
  words: summedWords(CLICKHOUSE_WORDS),
  rows: (window, columns) =>
    byTheHour(window, {
      columns,
      aggregates: [
        'count() AS amount',
        ...SUMMED.map((one, index) => `sum(${one}) AS s${index}, count(${one}) AS c${index}`),
        ...SMALLEST.map((one, index) => `min(${one}) AS m${index}`),
        ...LARGEST.map((one, index) => `max(${one}) AS l${index}`),
      ],
    }),
};

const classesIn = (expression: string): ValueClasses => ({
  dimensions: new Set<FieldName>(CLASS_DIMENSIONS),
  counts(window, by) {
    const columns = [`${classOf(expression)} AS class`, ...by.columns];
    const parted = by.of(byTheHour(window, { columns, aggregates: ['count() AS held'] }));
    const sql = `SELECT part, class, sum(held) AS amount FROM ${parted.sql} WHERE class IS NOT NULL GROUP BY part, class`;
    return { sql, values: parted.values };
  },
  values({ condition, ...window }, by, wanted) {
    // All of these are whole numbers of our own.
    const classes = [...new Set(wanted.map((one) => one.class))].join(', ');
    const among = { ...condition, sql: `${condition.sql} AND ${classOf(expression)} IN (${classes})` };
    const columns = [`${classOf(expression)} AS class`, ...by.columns];
    const aggregates = [`groupArray(${expression}) AS held`];
    const parted = by.of(byTheHour({ ...window, condition: among }, { columns, aggregates }));
    const list = wanted.map((one) => `(${one.part}, ${one.class}, [${one.places.join(', ')}])`).join(', ');
    return {
      sql: `SELECT part, class, arrayMap(place -> sorted[least(place, length(sorted))], places) AS found
        FROM (SELECT part, class, arraySort(groupArrayArray(held)) AS sorted
          FROM ${parted.sql} GROUP BY part, class) AS kept
        INNER JOIN values('part Int64, class UInt64, places Array(UInt64)', ${list}) AS wanted USING (part, class)`,
      values: parted.values,
    };
  },
});

const SUMMARIES: LogSummaries = {
  hourMs: HOUR_MS,
  sums: SUMS,
  classes: new Map(CLASSED.map((expression) => [expression, classesIn(expression)])),
};

export const CLICKHOUSE_SUMMARIES: KeptSummaries = { state: null, from: () => SUMMARIES };
