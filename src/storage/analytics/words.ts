/** The words that questions are written in, so that each question is written once and every SQL engine can be asked. */

export interface Words {
  /** The start of the bucket that a time (ms) falls into. */
  bucket(time: string, widthMs: number): string;
  count(): string;
  countIf(condition: string): string;
  countDistinct(expression: string): string;
  sum(expression: string): string;
  sumIf(expression: string, condition: string): string;
  average(expression: string): string;
  /** Exact, between 0 and 1; rows where the expression is null are left out. */
  quantile(expression: string, share: number): string;
  /** A text out of a JSON column by its key; the one `?` in it is `jsonKey(key)`. */
  textIn(column: string): string;
  jsonKey(key: string): string;
}

export const DUCKDB_WORDS: Words = {
  bucket: (time, widthMs) => `(${time} // ${widthMs}) * ${widthMs}`,
  count: () => 'count(*)',
  countIf: (condition) => `count(*) FILTER (${condition})`,
  countDistinct: (expression) => `count(DISTINCT ${expression})`,
  sum: (expression) => `coalesce(sum(${expression}), 0)`,
  sumIf: (expression, condition) => `coalesce(sum(${expression}) FILTER (${condition}), 0)`,
  average: (expression) => `avg(${expression})`,
  quantile: (expression, share) => `quantile_cont(${expression}, ${share})`,
  textIn: (column) => `json_extract_string(${column}, ?)`,
  jsonKey: (key) => `$."${key}"`,
};
