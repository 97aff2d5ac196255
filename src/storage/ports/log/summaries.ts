/**
 * What an engine keeps beside the rows, so that a long window is not read row by row: sums by the hour, and values by their
 * size. Both are exact: what they cannot answer to the last unit is asked of the rows.
 */
import type { FieldName } from './fields.ts';
import type { Words } from './words.ts';

/** A part of a statement; every value is a `?`. */
export interface SqlPart {
  sql: string;
  values: readonly (string | number)[];
}

/** Rows that meet the condition, which says nothing about time, from `from` until before `to` (ms since the epoch). */
export interface SummaryWindow {
  condition: SqlPart;
  from: number;
  to: number;
}

/** What `words` make of an aggregate that the sums do not have. */
export const NOT_SUMMED = '(not summed)';

export interface HourlySums {
  /** Columns by which sums are kept apart: conditions, groups and counts may name these and no others. */
  readonly dimensions: ReadonlySet<FieldName>;
  /** Over what `rows` gives. An aggregate that the sums do not have contains `NOT_SUMMED`. */
  readonly words: Words;
  /** In place of `requests`, with these columns and `created_at`, which is when the hour begins. */
  rows(window: SummaryWindow, columns: readonly FieldName[]): SqlPart;
}

/** The values of one column, in classes: each value of a class is smaller than every value of the next. */
export interface ValueClasses {
  readonly column: FieldName;
  /** Conditions may name these columns and no others. */
  readonly dimensions: ReadonlySet<FieldName>;
  /** `bucket`, `class`, `amount`: how many values; `class` is null for rows without one. Width null = one bucket, 0. */
  counts(window: SummaryWindow, bucketMs: number | null): SqlPart;
  /** `bucket`, `class`, `found`: the values at these places of each class in order of size, from 1. */
  values(window: SummaryWindow, bucketMs: number | null, wanted: readonly WantedValues[]): SqlPart;
}

export interface WantedValues {
  bucket: number;
  class: number;
  places: readonly number[];
}

export interface LogSummaries {
  /** A window is answered from here where its buckets are whole multiples of this. */
  readonly hourMs: number;
  readonly sums: HourlySums;
  readonly classes: ValueClasses;
}
