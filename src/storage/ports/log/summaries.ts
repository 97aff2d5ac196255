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
  /** Columns that the condition names. */
  conditionFields: readonly FieldName[];
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
  /**
   * In place of `requests`, with these columns and `created_at`, which is when the hour begins. null = it would be pieced
   * together of too many parts.
   */
  rows(window: SummaryWindow, columns: readonly FieldName[]): SqlPart | null;
}

/** What the rows are parted by, as hours or models: `of` adds `part`, a whole number, to rows with these columns and `created_at`. */
export interface Partition {
  columns: readonly FieldName[];
  of(rows: SqlPart): SqlPart;
  /** Where parts are times: from when until before when the rows of a part were made, ms. */
  spanOf?(part: number): { from: number; to: number };
}

/** The values of one expression, in classes: each value of a class is smaller than every value of the next. */
export interface ValueClasses {
  /** Conditions and partitions may name these columns and no others. */
  readonly dimensions: ReadonlySet<FieldName>;
  /** `part`, `class`, `amount`: how many values; `class` is null for rows without one. null as for sums. */
  counts(window: SummaryWindow, by: Partition): SqlPart | null;
  /** `part`, `class`, `found`: the values at these places of each class in order of size, from 1. */
  values(window: SummaryWindow, by: Partition, wanted: readonly WantedValues[]): SqlPart;
}

export interface WantedValues {
  part: number;
  class: number;
  places: readonly number[];
}

export interface LogSummaries {
  /** A window is answered from here where its buckets are whole multiples of this. */
  readonly hourMs: number;
  readonly sums: HourlySums;
  /** By the expression whose values they hold, as the questions write it. */
  readonly classes: ReadonlyMap<string, ValueClasses>;
}
