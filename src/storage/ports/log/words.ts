/** The words that questions about the log are written in, so that each is written once and every SQL engine can be asked. */

export interface Words {
  /** The start of the bucket that a time (ms) falls into. */
  bucket(time: string, widthMs: number): string;
  count(): string;
  countIf(condition: string): string;
  countDistinct(expression: string): string;
  sum(expression: string): string;
  sumIf(expression: string, condition: string): string;
  average(expression: string): string;
  smallest(expression: string): string;
  largest(expression: string): string;
  /** Its distinct texts in their order, no more than so many, with a line end between two; null or empty = it has none. */
  distinctTexts(expression: string, most: number): string;
  /** Exact, between 0 and 1; rows where the expression is null are left out. */
  quantile(expression: string, share: number): string;
  /** A text out of a JSON column by its key; the one `?` in it is `jsonKey(key)`. */
  textIn(column: string): string;
  jsonKey(key: string): string;
  /** Every pair of the one `?`, a JSON object of texts, is in the JSON column. */
  containsPairs(column: string): string;
  /** The place of a text in a list of so many `?`, from 1; 0 = it is none of them, -1 = there is no text. */
  placeOf(column: string, length: number): string;
  /** As a boolean: is the value in the column of the subquery's rows? null is in where a row is null. */
  isAmong(expression: string, subquery: { column: string; from: string }): string;
}
