/**
 * What DuckDB keeps beside the rows, in tables that log/hourly-sums.ts fills hour by hour. What is not summed up yet is read
 * from the rows: the broken hours at both ends of a window, the newest hours, and hours whose rows have changed since.
 */
import { LATENCY } from './analytics/expressions.ts';
import { DUCKDB_WORDS } from './log-words-sql.ts';
import { type Field, FIELD_ENTRIES, type FieldName } from './ports/log/fields.ts';
import type { KeptSummaries } from './ports/log/queries.ts';
import {
  type HourlySums,
  type LogSummaries,
  type Partition,
  type SqlPart,
  type SummaryWindow,
  type ValueClasses,
  type WantedValues,
} from './ports/log/summaries.ts';
import {
  CLASS_DIMENSIONS,
  CLASSED,
  DIMENSIONS as COMMON_DIMENSIONS,
  HOUR_MS,
  LARGEST,
  SMALLEST,
  SUMMED,
  summedWords,
} from './summed-columns.ts';

/**
 * Their names end with a version. What they are filled with must not change under a name: other expressions need other names.
 * Each has a row only for hours that are summed up.
 */
export const SUM_TABLES = { sums: 'hourly_3', firstBytes: 'first_bytes_3', durations: 'durations_3' } as const;
/** One row: `summed_to`, an hour (its number since the epoch). Every hour before is summed up, but for those in `CHANGED_HOURS`. */
export const SUMMED_TO = 'hourly_3_summed_to';
/** `hour`: it is to be summed up again. Until then its sums are those of a moment that has passed. */
export const CHANGED_HOURS = 'hourly_3_changed';
/** `hour`: its rows have too many different metadata, so its sums are not kept apart by them and have null. */
export const VARIED_HOURS = 'hourly_3_varied';
/** Of versions before. */
const FORMER_TABLES = [
  'hourly_1',
  'first_bytes_1',
  'hourly_1_summed_to',
  'hourly_1_changed',
  'hourly_2',
  'first_bytes_2',
  'durations_2',
  'hourly_2_summed_to',
  'hourly_2_changed',
  'hourly_2_varied',
];

/** Beside an hour's usual combinations these add no more. Metadata that name each request would make a row of every row. */
const MAX_METADATA = 500;

export const HOUR = `created_at // ${HOUR_MS}`;
const METADATA = `CASE WHEN ${HOUR} NOT IN (SELECT hour FROM ${VARIED_HOURS}) THEN metadata END`;

const DIMENSIONS = [...COMMON_DIMENSIONS, 'metadata'] as const satisfies FieldName[];
const PARTED_BY = [
  ...CLASS_DIMENSIONS,
  'workspace_slug',
  'user_id',
  'end_user',
  'api_key_id',
  'metadata',
] as const satisfies FieldName[];

const FIELD_TYPES: ReadonlyMap<string, Field['type']> = new Map(FIELD_ENTRIES.map(([name, { type }]) => [name, type]));
const SQL_TYPES = { text: 'VARCHAR', boolean: 'BOOLEAN', number: 'DOUBLE', integer: 'BIGINT', json: 'JSON' } as const;
/** Sums of several columns are of whole numbers. */
const typeOf = (expression: string): string =>
  expression === LATENCY ? 'DOUBLE' : SQL_TYPES[FIELD_TYPES.get(expression) ?? 'integer'];
const columnsOf = (names: readonly string[]): string => names.map((name) => `${name} ${typeOf(name)}`).join(', ');
/** How the rows fill them. */
const filledBy = (names: readonly string[]): string =>
  names.map((name) => (name === 'metadata' ? `${METADATA} AS metadata` : name)).join(', ');

/** Which table has the classes of which expression. */
const CLASS_TABLES = [
  { table: SUM_TABLES.firstBytes, expression: CLASSED[0] },
  { table: SUM_TABLES.durations, expression: CLASSED[1] },
] as const;

export const SUM_STATEMENTS: readonly string[] = [
  ...FORMER_TABLES.map((name) => `DROP TABLE IF EXISTS ${name}`),
  `CREATE TABLE IF NOT EXISTS ${SUM_TABLES.sums} (hour BIGINT, ${columnsOf(DIMENSIONS)}, amount BIGINT,
    ${SUMMED.map((one, index) => `s${index} ${typeOf(one)}, c${index} BIGINT`).join(', ')},
    ${SMALLEST.map((one, index) => `m${index} ${typeOf(one)}`).join(', ')},
    ${LARGEST.map((one, index) => `l${index} ${typeOf(one)}`).join(', ')})`,
  ...CLASS_TABLES.map(
    ({ table }) =>
      `CREATE TABLE IF NOT EXISTS ${table} (hour BIGINT, ${columnsOf(PARTED_BY)}, class BIGINT, amount BIGINT)`,
  ),
  `CREATE TABLE IF NOT EXISTS ${SUMMED_TO} AS SELECT 0::BIGINT AS summed_to`,
  `CREATE TABLE IF NOT EXISTS ${CHANGED_HOURS} (hour BIGINT)`,
  `CREATE TABLE IF NOT EXISTS ${VARIED_HOURS} (hour BIGINT)`,
];

/** Classes are the five bits behind the leading one of a value in sixteenths of a millisecond: 32 for each power of two. */
const PARTS = 16;
const BITS = 6;
const WHOLE = 2 ** BITS;

function classOf(expression: string): string {
  const value = `CAST(floor(greatest(${expression}, 0) * ${PARTS}) AS BIGINT)`;
  const shift = `greatest(length(bin(${value})) - ${BITS}, 0)`;
  return `CASE WHEN (${expression}) IS NOT NULL THEN ${shift} * ${WHOLE} + (${value} >> ${shift}) END`;
}

/** Of the values of a class: from `low` until before `high`, ms. */
function boundsOf(number: number): { low: number; high: number } {
  const scale = 2 ** Math.floor(number / WHOLE) / PARTS;
  const leading = number % WHOLE;
  // Nothing below 0 is expected; it would be in the lowest class.
  return { low: number === 0 ? -Number.MAX_VALUE : leading * scale, high: (leading + 1) * scale };
}

/** Reads `requests` and says for which of its rows. */
export function summingStatements(condition: string): readonly string[] {
  const figures = [
    'count(*)',
    ...SUMMED.map((one) => `sum(${one}), count(${one})`),
    ...SMALLEST.map((one) => `min(${one})`),
    ...LARGEST.map((one) => `max(${one})`),
  ];
  return [
    `INSERT INTO ${VARIED_HOURS} SELECT ${HOUR} AS hour FROM requests WHERE ${condition}
      GROUP BY hour HAVING count(DISTINCT metadata) > ${MAX_METADATA}`,
    `INSERT INTO ${SUM_TABLES.sums} SELECT ${HOUR} AS hour, ${filledBy(DIMENSIONS)}, ${figures.join(', ')}
      FROM requests WHERE ${condition} GROUP BY ALL ORDER BY hour`,
    ...CLASS_TABLES.map(
      ({ table, expression }) =>
        `INSERT INTO ${table} SELECT ${HOUR} AS hour, ${filledBy(PARTED_BY)}, ${classOf(expression)} AS class, count(*)
          FROM requests WHERE ${condition} AND ${expression} IS NOT NULL GROUP BY ALL ORDER BY hour`,
    ),
  ];
}

/** Hours by their numbers since the epoch. */
interface Summed {
  to: number;
  /** In order. */
  changed: readonly number[];
  /** In order: of these nothing is known by metadata. */
  varied: readonly number[];
}

interface Span {
  from: number;
  to: number;
}

/** Times whose rows have to be read, and the hours of which there are sums, but for those `without`. */
interface Spans {
  hours: Span;
  without: readonly number[];
  rows: readonly Span[];
}

function spansOf({ from, to }: SummaryWindow, summedTo: number, unusable: readonly number[]): Spans {
  const first = Math.ceil(from / HOUR_MS);
  const end = Math.max(first, Math.min(Math.floor(to / HOUR_MS), summedTo));
  const without = unusable.filter((hour) => hour >= first && hour < end);
  const rows = [
    { from, to: Math.min(to, first * HOUR_MS) },
    ...rangesOf(without).map((range) => ({ from: range.from * HOUR_MS, to: range.to * HOUR_MS })),
    { from: Math.max(from, end * HOUR_MS), to },
  ].filter((span) => span.from < span.to);
  return { hours: { from: first, to: end }, without, rows };
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
  /** Dimensions. */
  columns: readonly FieldName[];
  /** Of the table, beside `created_at` and the dimensions. */
  sums: readonly string[];
  /** The same, of a row. */
  rows: readonly string[];
}

/** With more, a question would be pieced together of too many parts. */
const MAX_RANGES = 24;

function byTheHour(window: SummaryWindow, state: Summed, { table, columns, sums, rows }: Selected): SqlPart | null {
  const { condition, conditionFields } = window;
  const readsMetadata = [...columns, ...conditionFields].includes('metadata');
  const unusable = readsMetadata ? inOrder([...state.changed, ...state.varied]) : state.changed;
  const { hours, without, rows: spans } = spansOf(window, state.to, unusable);
  if (spans.length > MAX_RANGES) return null;
  // All of these are whole numbers of our own.
  const isRight = without.length === 0 ? '' : `AND hour NOT IN (${without.join(', ')})`;
  const parts = [
    {
      sql: `SELECT hour * ${HOUR_MS} AS created_at, ${[...columns, ...sums].join(', ')} FROM ${table}
        WHERE ${condition.sql} AND hour >= ? AND hour < ? ${isRight}`,
      values: [...condition.values, hours.from, hours.to],
    },
    ...spans.map((span) => ({
      sql: `SELECT created_at, ${[...columns, ...rows].join(', ')} FROM requests
        WHERE ${condition.sql} AND created_at >= ? AND created_at < ?`,
      values: [...condition.values, span.from, span.to],
    })),
  ];
  return { sql: `(${parts.map(({ sql }) => sql).join(' UNION ALL ')})`, values: parts.flatMap(({ values }) => values) };
}

const inOrder = (hours: readonly number[]): number[] => [...new Set(hours)].toSorted((one, other) => one - other);

const SUM_COLUMNS = [
  'amount',
  ...SUMMED.map((_, index) => `s${index}, c${index}`),
  ...SMALLEST.map((_, index) => `m${index}`),
  ...LARGEST.map((_, index) => `l${index}`),
];
/** Of one row. */
const ROW_COLUMNS = [
  '1 AS amount',
  ...SUMMED.map((one, index) => `${one} AS s${index}, CAST((${one}) IS NOT NULL AS BIGINT) AS c${index}`),
  ...SMALLEST.map((one, index) => `${one} AS m${index}`),
  ...LARGEST.map((one, index) => `${one} AS l${index}`),
];

const sumsOf = (state: Summed): HourlySums => ({
  dimensions: new Set<FieldName>(DIMENSIONS),
  words: summedWords(DUCKDB_WORDS),
  rows: (window, columns) =>
    byTheHour(window, state, { table: SUM_TABLES.sums, columns, sums: SUM_COLUMNS, rows: ROW_COLUMNS }),
});

const double = (value: number): string => `${value}::DOUBLE`;

const classesIn = (state: Summed, { table, expression }: (typeof CLASS_TABLES)[number]): ValueClasses => ({
  dimensions: new Set<FieldName>(PARTED_BY),
  counts(window, by) {
    const rows = byTheHour(window, state, {
      table,
      columns: by.columns,
      sums: ['class', 'amount'],
      rows: [`${classOf(expression)} AS class`, '1 AS amount'],
    });
    if (rows === null) return null;
    const parted = by.of(rows);
    const sql = `SELECT part, class, sum(amount) AS amount FROM ${parted.sql} WHERE class IS NOT NULL GROUP BY part, class`;
    return { sql, values: parted.values };
  },
  values(window, by, wanted) {
    const list = wanted.map(({ part, class: number, places }) => {
      const { low, high } = boundsOf(number);
      return `(${part}::BIGINT, ${number}::BIGINT, ${double(low)}, ${double(high)}, [${places.join(', ')}]::BIGINT[])`;
    });
    const parted =
      by.spanOf === undefined
        ? by.of(rowsAmong(window, { columns: [...by.columns, 'created_at'], expression, classes: classesOf(wanted) }))
        : byTime(window, { spanOf: by.spanOf, expression, wanted });
    return {
      sql: `WITH wanted(part, class, low, high, places) AS (VALUES ${list.join(', ')})
        SELECT part, class, list_transform(places, lambda place: sorted[least(place, length(sorted))]) AS found
        FROM (
          SELECT wanted.part, wanted.class, wanted.places, list(kept.value ORDER BY kept.value) AS sorted
          FROM ${parted.sql} AS kept
          JOIN wanted ON kept.part = wanted.part AND kept.value >= wanted.low AND kept.value < wanted.high
          GROUP BY wanted.part, wanted.class, wanted.places
        )`,
      values: parted.values,
    };
  },
});

const classesOf = (wanted: readonly WantedValues[]): number[] => wanted.map((one) => one.class);

/** Rows lie in the order of their times: each part reads its own, and no other part's classes. */
function byTime(
  window: SummaryWindow,
  {
    spanOf,
    expression,
    wanted,
  }: { spanOf: NonNullable<Partition['spanOf']>; expression: string; wanted: readonly WantedValues[] },
): SqlPart {
  const parts = Array.from(
    Map.groupBy(wanted, ({ part }) => part),
    ([part, ofPart]) => {
      const { from, to } = spanOf(part);
      const span = { ...window, from: Math.max(window.from, from), to: Math.min(window.to, to) };
      return rowsAmong(span, { columns: [`${part}::BIGINT AS part`], expression, classes: classesOf(ofPart) });
    },
  );
  const all = parts.map(({ sql }) => `SELECT part, value FROM ${sql}`).join(' UNION ALL ');
  return { sql: `(${all})`, values: parts.flatMap(({ values }) => values) };
}

/** Rows with values of these classes. */
function rowsAmong(
  { condition, from, to }: SummaryWindow,
  { columns, expression, classes }: { columns: readonly string[]; expression: string; classes: readonly number[] },
): SqlPart {
  const ranges = rangesOf(inOrder(classes)).map(
    (range) =>
      `${expression} >= ${double(boundsOf(range.from).low)} AND ${expression} < ${double(boundsOf(range.to - 1).high)}`,
  );
  return {
    sql: `(SELECT ${[...columns, `${expression} AS value`].join(', ')} FROM requests
      WHERE ${condition.sql} AND created_at >= ? AND created_at < ? AND (${ranges.join(' OR ')}))`,
    values: [...condition.values, from, to],
  };
}

export const DUCKDB_SUMMARIES: KeptSummaries = {
  state: {
    sql: `SELECT summed_to, hour, is_varied FROM ${SUMMED_TO} LEFT JOIN (
      SELECT DISTINCT hour, false AS is_varied FROM ${CHANGED_HOURS}
      UNION ALL SELECT DISTINCT hour, true AS is_varied FROM ${VARIED_HOURS}
    ) ON true ORDER BY hour`,
    values: [],
  },
  from(rows): LogSummaries | null {
    const to = Number(rows[0]?.['summed_to'] ?? 0);
    if (to === 0) return null;
    const hours = (isVaried: boolean): number[] =>
      rows.flatMap(({ hour, is_varied: one }) => (typeof hour === 'number' && one === isVaried ? [hour] : []));
    const state = { to, changed: hours(false), varied: hours(true) };
    const classes = new Map(CLASS_TABLES.map((one) => [one.expression, classesIn(state, one)]));
    return { hourMs: HOUR_MS, sums: sumsOf(state), classes };
  },
};
