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

/** What an engine keeps beside the rows. How much of it there is may change from one moment to the next. */
export interface KeptSummaries {
  /** Asked first, for `from`; null = the summaries are always whole. */
  readonly state: LogQuery | null;
  /** null = every question has to read the rows for now. What they answer stays right when the state moves on. */
  from(state: readonly LogQueryRow[]): LogSummaries | null;
}

export interface LogQueries {
  /** Of the engine's SQL. */
  readonly words: Words;
  /** What is summed up at this moment; null = every question reads the rows. */
  summaries(reading?: Reading): Promise<AsOf & { summaries: LogSummaries | null }>;
  run(query: LogQuery, reading?: Reading): Promise<AsOf & { rows: LogQueryRow[] }>;
}
