/** Reading the log's table by SQL: the seam under the analytics engines. Whoever uses it names a tenant and a time window. */
import type { LogSummaries } from './summaries.ts';
import type { Words } from './words.ts';
import type { AsOf, Reading } from './reader.ts';

export interface LogQuery {
  /** Reads `requests`; every value is a `?`. */
  sql: string;
  values: readonly (string | number)[];
}

/** By column name: whole numbers as numbers, JSON as its text. */
export type LogQueryRow = Readonly<Record<string, unknown>>;

export interface LogQueries {
  /** Of the engine's SQL. */
  readonly words: Words;
  /** null = every question reads the rows. */
  readonly summaries: LogSummaries | null;
  run(query: LogQuery, reading?: Reading): Promise<AsOf & { rows: LogQueryRow[] }>;
}
