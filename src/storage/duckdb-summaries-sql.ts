/**
 * What DuckDB keeps beside the rows, in tables that log/hourly-sums.ts fills hour by hour. What is not summed up yet is read
 * from the rows: the broken hours at both ends of a window, the newest hours, and hours whose rows have changed since.
 */
import { DUCKDB_WORDS } from './log-words-sql.ts';
import { type Field, FIELD_ENTRIES, type FieldName } from './ports/log/fields.ts';
import type { KeptSummaries } from './ports/log/queries.ts';
import {
  type HourlySums,
  type LogSummaries,
  NOT_SUMMED,
  type SqlPart,
  type SummaryWindow,
  type ValueClasses,
} from './ports/log/summaries.ts';
import { CLASS_DIMENSIONS, CLASSED, DIMENSIONS, HOUR_MS, SUMMED, summed } from './summed-columns.ts';

/**
 * Their names end with a version. What they are filled with must not change under a name: other expressions need other names.
 * Each has a row only for hours that are summed up.
 */
export const SUM_TABLES = { sums: 'hourly_1', classes: 'first_bytes_1' } as const;
/** One row: `summed_to`, an hour (its number since the epoch). Every hour before is summed up, but for those in `CHANGED_HOURS`. */
export const SUMMED_TO = 'hourly_1_summed_to';
/** `hour`: it is to be summed up again. Until then its sums are those of a moment that has passed. */
export const CHANGED_HOURS = 'hourly_1_changed';

export const HOUR = `created_at // ${HOUR_MS}`;

const FIELD_TYPES: ReadonlyMap<string, Field['type']> = new Map(FIELD_ENTRIES.map(([name, { type }]) => [name, type]));
const SQL_TYPES = { text: 'VARCHAR', boolean: 'BOOLEAN', number: 'DOUBLE', integer: 'BIGINT', json: 'JSON' } as const;
/** Sums of several columns are of whole numbers. */
const typeOf = (expression: string): string => SQL_TYPES[FIELD_TYPES.get(expression) ?? 'integer'];

export const SUM_STATEMENTS: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS ${SUM_TABLES.sums} (hour BIGINT, ${DIMENSIONS.map((name) => `${name} ${typeOf(name)}`).join(', ')},
    amount BIGINT, ${SUMMED.map((one, index) => `s${index} ${typeOf(one)}, c${index} BIGINT`).join(', ')})`,
  `CREATE TABLE IF NOT EXISTS ${SUM_TABLES.classes} (hour BIGINT, ${CLASS_DIMENSIONS.map((name) => `${name} VARCHAR`).join(', ')},
    class BIGINT, amount BIGINT)`,
  `CREATE TABLE IF NOT EXISTS ${SUMMED_TO} AS SELECT 0::BIGINT AS summed_to`,
  `CREATE TABLE IF NOT EXISTS ${CHANGED_HOURS} (hour BIGINT)`,
];

/** Classes are the five bits behind the leading one of a value in sixteenths of a millisecond: 32 for each power of two. */
const PARTS = 16;
const BITS = 6;
const WHOLE = 2 ** BITS;
const VALUE = `CAST(floor(greatest(${CLASSED}, 0) * ${PARTS}) AS BIGINT)`;
const SHIFT = `greatest(length(bin(${VALUE})) - ${BITS}, 0)`;
const CLASS = `(${SHIFT} * ${WHOLE} + (${VALUE} >> ${SHIFT}))`;

/** Of the values of a class: from `low` until before `high`, ms. */
function boundsOf(number: number): { low: number; high: number } {
  const scale = 2 ** Math.floor(number / WHOLE) / PARTS;
  const leading = number % WHOLE;
  // Nothing below 0 is expected; it would be in the lowest class.
  return { low: number === 0 ? -Number.MAX_VALUE : leading * scale, high: (leading + 1) * scale };
}

/** Reads `requests` and says for which of its rows. */
export function summingStatements(condition: string): readonly string[] {
  const figures = SUMMED.map((one) => `sum(${one}), count(${one})`).join(', ');
  return [
    `INSERT INTO ${SUM_TABLES.sums} SELECT ${HOUR} AS hour, ${DIMENSIONS.join(', ')}, count(*), ${figures}
      FROM requests WHERE ${condition} GROUP BY hour, ${DIMENSIONS.join(', ')} ORDER BY hour`,
    `INSERT INTO ${SUM_TABLES.classes} SELECT ${HOUR} AS hour, ${CLASS_DIMENSIONS.join(', ')}, ${CLASS} AS class, count(*)
      FROM requests WHERE ${condition} AND ${CLASSED} IS NOT NULL GROUP BY ALL ORDER BY hour`,
  ];
}

/** Hours by their numbers since the epoch. */
interface Summed {
  to: number;
  /** In order. */
  changed: readonly number[];
}

interface Span {
  from: number;
  to: number;
}

/** Times whose rows have to be read, and the hours of which there are sums. */
function spansOf({ from, to }: SummaryWindow, { to: summedTo, changed }: Summed): { hours: Span; rows: Span[] } {
  const first = Math.ceil(from / HOUR_MS);
  const end = Math.max(first, Math.min(Math.floor(to / HOUR_MS), summedTo));
  const rows = [
    { from, to: Math.min(to, first * HOUR_MS) },
    ...rangesOf(changed.filter((hour) => hour >= first && hour < end)).map((range) => ({
      from: range.from * HOUR_MS,
      to: range.to * HOUR_MS,
    })),
    { from: Math.max(from, end * HOUR_MS), to },
  ].filter((span) => span.from < span.to);
  return { hours: { from: first, to: end }, rows };
}

/** Hours that follow one another are one range. */
function rangesOf(hours: readonly number[]): Span[] {
  const ranges: Span[] = [];
  for (const hour of hours) {
    const last = ranges.at(-1);
    if (last?.to === hour) last.to = hour + 1;
    else ranges.push({ from: hour, to: hour + 1 });
  }
  return ranges;
}

interface Selected {
  table: string;
  /** Of the table, beside `created_at`. */
  sums: readonly string[];
  /** The same, of a row. */
  rows: readonly string[];
}

function byTheHour(window: SummaryWindow, state: Summed, { table, sums, rows }: Selected): SqlPart {
  const { condition } = window;
  const { hours, rows: spans } = spansOf(window, state);
  // All of these are whole numbers of our own.
  const changed = state.changed.filter((hour) => hour >= hours.from && hour < hours.to);
  const isRight = changed.length === 0 ? '' : `AND hour NOT IN (${changed.join(', ')})`;
  const parts = [
    {
      sql: `SELECT hour * ${HOUR_MS} AS created_at, ${sums.join(', ')} FROM ${table}
        WHERE ${condition.sql} AND hour >= ? AND hour < ? ${isRight}`,
      values: [...condition.values, hours.from, hours.to],
    },
    ...spans.map((span) => ({
      sql: `SELECT created_at, ${rows.join(', ')} FROM requests WHERE ${condition.sql} AND created_at >= ? AND created_at < ?`,
      values: [...condition.values, span.from, span.to],
    })),
  ];
  return { sql: `(${parts.map(({ sql }) => sql).join(' UNION ALL ')})`, values: parts.flatMap(({ values }) => values) };
}

const AMOUNTS = [
  '1 AS amount',
  ...SUMMED.map((one, index) => `${one} AS s${index}, CAST((${one}) IS NOT NULL AS BIGINT) AS c${index}`),
];

const sumsOf = (state: Summed): HourlySums => ({
  dimensions: new Set<FieldName>(DIMENSIONS),
  words: {
    ...DUCKDB_WORDS,
    count: () => DUCKDB_WORDS.sum('amount'),
    countIf: (condition) => DUCKDB_WORDS.sumIf('amount', condition),
    sum: (expression) => DUCKDB_WORDS.sum(summed(expression)?.sum ?? NOT_SUMMED),
    sumIf: (expression, condition) => DUCKDB_WORDS.sumIf(summed(expression)?.sum ?? NOT_SUMMED, condition),
    average(expression) {
      const found = summed(expression);
      return found === null ? NOT_SUMMED : `sum(${found.sum}) / nullif(sum(${found.count}), 0)`;
    },
    quantile: () => NOT_SUMMED,
  },
  rows: (window, columns) =>
    byTheHour(window, state, {
      table: SUM_TABLES.sums,
      sums: [...columns, 'amount', ...SUMMED.map((_, index) => `s${index}, c${index}`)],
      rows: [...columns, ...AMOUNTS],
    }),
});

const bucketOf = (bucketMs: number | null): string =>
  bucketMs === null ? '0' : DUCKDB_WORDS.bucket('created_at', bucketMs);

const double = (value: number): string => `${value}::DOUBLE`;

const classesOf = (state: Summed): ValueClasses => ({
  column: CLASSED,
  dimensions: new Set<FieldName>(CLASS_DIMENSIONS),
  counts(window, bucketMs) {
    const rows = byTheHour(window, state, {
      table: SUM_TABLES.classes,
      sums: ['class', 'amount'],
      rows: [`${CLASS} AS class`, '1 AS amount'],
    });
    const sql = `SELECT ${bucketOf(bucketMs)} AS bucket, class, sum(amount) AS amount FROM ${rows.sql}
      WHERE class IS NOT NULL GROUP BY bucket, class`;
    return { sql, values: rows.values };
  },
  values({ condition, from, to }, bucketMs, wanted) {
    const list = wanted.map(({ bucket, class: number, places }) => {
      const { low, high } = boundsOf(number);
      return `(${bucket}::BIGINT, ${number}::BIGINT, ${double(low)}, ${double(high)}, [${places.join(', ')}]::BIGINT[])`;
    });
    const ranges = rangesOf([...new Set(wanted.map((one) => one.class))].toSorted((one, other) => one - other)).map(
      (range) =>
        `${CLASSED} >= ${double(boundsOf(range.from).low)} AND ${CLASSED} < ${double(boundsOf(range.to - 1).high)}`,
    );
    return {
      sql: `WITH wanted(bucket, class, low, high, places) AS (VALUES ${list.join(', ')})
        SELECT bucket, class, list_transform(places, lambda place: sorted[least(place, length(sorted))]) AS found
        FROM (
          SELECT wanted.bucket, wanted.class, wanted.places, list(kept.value ORDER BY kept.value) AS sorted
          FROM (
            SELECT ${bucketOf(bucketMs)} AS bucket, ${CLASSED} AS value FROM requests
            WHERE ${condition.sql} AND created_at >= ? AND created_at < ? AND (${ranges.join(' OR ')})
          ) AS kept
          JOIN wanted ON kept.bucket = wanted.bucket AND kept.value >= wanted.low AND kept.value < wanted.high
          GROUP BY wanted.bucket, wanted.class, wanted.places
        )`,
      values: [...condition.values, from, to],
    };
  },
});

/** With more, a question would be pieced together of too many parts. */
const MAX_RANGES = 24;

export const DUCKDB_SUMMARIES: KeptSummaries = {
  state: {
    sql: `SELECT summed_to, hour FROM ${SUMMED_TO} LEFT JOIN (SELECT DISTINCT hour FROM ${CHANGED_HOURS}) ON true ORDER BY hour`,
    values: [],
  },
  from(rows): LogSummaries | null {
    const to = Number(rows[0]?.['summed_to'] ?? 0);
    const changed = rows.flatMap(({ hour }) => (typeof hour === 'number' ? [hour] : []));
    if (to === 0 || rangesOf(changed).length > MAX_RANGES) return null;
    const state = { to, changed };
    return { hourMs: HOUR_MS, sums: sumsOf(state), classes: classesOf(state) };
  },
};
