/** Where a question reads: the rows of the log, or what the engine has summed up of them where that is exactly the same. */
import { filterCondition } from '../log-filter-sql.ts';
import type { AnalyticsScope } from '../ports/analytics.ts';
import { FIELD_ENTRIES, type FieldName } from '../ports/log/fields.ts';
import type { LogQueries, LogQuery } from '../ports/log/queries.ts';
import type { LogSummaries } from '../ports/log/summaries.ts';
import { NOT_SUMMED, type SqlPart, type SummaryWindow } from '../ports/log/summaries.ts';
import type { Words } from '../ports/log/words.ts';

/** The log for one question: what is summed up was asked before. */
export interface Engine extends Pick<LogQueries, 'words'> {
  /** null = the question reads the rows. */
  summaries: LogSummaries | null;
  run(query: LogQuery): ReturnType<LogQueries['run']>;
}

export interface Source {
  words: Words;
  /** What follows FROM. */
  rows: SqlPart;
}

export function rowsOf({ words }: Engine, scope: AnalyticsScope): Source {
  const { sql, values } = filterCondition(scope, words);
  return { words, rows: { sql: `requests WHERE ${sql}`, values } };
}

/** A shorter window is as quick by its rows. */
const WORTHWHILE_MS = 48 * 3_600_000;

export const isLong = ({ from, to }: AnalyticsScope): boolean => to - from >= WORTHWHILE_MS;

interface Asked {
  scope: AnalyticsScope;
  /** Of the buckets; null = there are none. */
  bucketMs: number | null;
  /** Every expression and aggregate of the question, in the words of the sums. */
  texts: readonly string[];
}

/** null = the sums do not know something that is asked for. */
export function sumsOf({ summaries }: Engine, { scope, bucketMs, texts }: Asked): Source | null {
  if (summaries === null || !isWorthwhile(scope, { bucketMs, hourMs: summaries.hourMs })) return null;
  const { sums } = summaries;
  const window = windowOf(scope, { words: sums.words, dimensions: sums.dimensions });
  if (window === null || !texts.every((text) => isSummed(text, sums.dimensions))) return null;
  const rows = sums.rows(window, fieldsIn(texts.join(' ')));
  return rows === null ? null : { words: sums.words, rows };
}

interface Summed {
  bucketMs?: number;
  /** As for `sumsOf`. */
  texts: (words: Words) => readonly string[];
}

/** The sums, where they know everything that is asked for; null = the rows must be read. */
export function summedSource(engine: Engine, scope: AnalyticsScope, { bucketMs, texts }: Summed): Source | null {
  if (engine.summaries === null) return null;
  return sumsOf(engine, { scope, bucketMs: bucketMs ?? null, texts: texts(engine.summaries.sums.words) });
}

export function isWorthwhile(
  scope: AnalyticsScope,
  { bucketMs, hourMs }: { bucketMs: number | null; hourMs: number },
): boolean {
  return isLong(scope) && (bucketMs ?? hourMs) % hourMs === 0;
}

/** null = the filter asks for something that is not among the dimensions. */
export function windowOf(
  { from, to, ...filter }: AnalyticsScope,
  { words, dimensions }: { words: Words; dimensions: ReadonlySet<FieldName> },
): SummaryWindow | null {
  const condition = filterCondition(filter, words);
  const conditionFields = fieldsIn(condition.sql);
  if (!conditionFields.every((name) => dimensions.has(name))) return null;
  return { condition, conditionFields, from: Math.floor(from), to: Math.floor(to) };
}

/** What a question writes itself, beside the engine's words, counts rows: of these only what is distinct is the same. */
const COUNTS_ROWS = /\bavg\(|\bcount\((?!DISTINCT)/i;

export function isSummed(text: string, dimensions: ReadonlySet<FieldName>): boolean {
  return !text.includes(NOT_SUMMED) && !COUNTS_ROWS.test(text) && fieldsIn(text).every((name) => dimensions.has(name));
}

const FIELD_NAMES: ReadonlySet<string> = new Set(FIELD_ENTRIES.map(([name]) => name));

const isField = (name: string): name is FieldName => FIELD_NAMES.has(name);

/** Columns of the log that a text names, texts in quotes left out. */
export function fieldsIn(text: string): FieldName[] {
  const names = text.replaceAll(/'[^']*'/g, '').match(/[a-z_0-9]+/g) ?? [];
  return [...new Set(names)].filter(isField);
}
