/** The words of each SQL engine: storage/ports/log/words.ts. */
import type { Words } from './ports/log/words.ts';

/** As many `?` as there are texts. */
const placeholders = (length: number): string => Array.from({ length }, () => '?').join(', ');

export const DUCKDB_WORDS: Words = {
  bucket: (time, widthMs) => `(${time} // ${widthMs}) * ${widthMs}`,
  count: () => 'count(*)',
  countIf: (condition) => `count(*) FILTER (${condition})`,
  countDistinct: (expression) => `count(DISTINCT ${expression})`,
  sum: (expression) => `coalesce(sum(${expression}), 0)`,
  sumIf: (expression, condition) => `coalesce(sum(${expression}) FILTER (${condition}), 0)`,
  average: (expression) => `avg(${expression})`,
  smallest: (expression) => `min(${expression})`,
  largest: (expression) => `max(${expression})`,
  distinctTexts: (expression, most) =>
    `array_to_string(list_slice(list_sort(list(DISTINCT ${expression})), 1, ${most}), chr(10))`,
  quantile: (expression, share) => `quantile_cont(${expression}, ${share})`,
  textIn: (column) => `json_extract_string(${column}, ?)`,
  jsonKey: (key) => `$."${key}"`,
  containsPairs: (column) => `json_contains(${column}, ?::JSON)`,
  placeOf: (column, length) =>
    `coalesce(list_position([${placeholders(length)}]::VARCHAR[], ${column}), CASE WHEN ${column} IS NULL THEN -1 ELSE 0 END)`,
  isAmong: (expression, { column, from }) =>
    `EXISTS (SELECT 1 FROM ${from} WHERE ${from}.${column} IS NOT DISTINCT FROM ${expression})`,
};

const PAIRS_OF_PARAMETER = `JSONExtractKeysAndValues(?, 'String')`;

/** With the settings of log/clickhouse/client.ts, under which null behaves as in the standard. */
export const CLICKHOUSE_WORDS: Words = {
  bucket: (time, widthMs) => `intDiv(${time}, ${widthMs}) * ${widthMs}`,
  count: () => 'count()',
  countIf: (condition) => `countIf(${condition})`,
  countDistinct: (expression) => `uniqExact(${expression})`,
  sum: (expression) => `coalesce(sum(${expression}), 0)`,
  sumIf: (expression, condition) => `coalesce(sumIf(${expression}, ${condition}), 0)`,
  average: (expression) => `avg(${expression})`,
  smallest: (expression) => `min(${expression})`,
  largest: (expression) => `max(${expression})`,
  distinctTexts: (expression, most) =>
    `arrayStringConcat(arraySlice(arraySort(groupUniqArray(${expression})), 1, ${most}), char(10))`,
  // Between two values it takes the straight line, as `quantile_cont` does.
  quantile: (expression, share) => `quantileExactInclusive(${share})(${expression})`,
  textIn: (column) => `JSONExtract(${column}, ?, 'Nullable(String)')`,
  jsonKey: (key) => key,
  containsPairs: (column) =>
    `arrayAll(pair -> JSONHas(${column}, pair.1) AND JSONExtractString(${column}, pair.1) = pair.2, ${PAIRS_OF_PARAMETER})`,
  placeOf: (column, length) =>
    `if(${column} IS NULL, -1, toInt64(indexOf(CAST([${placeholders(length)}], 'Array(String)'), ${column})))`,
  isAmong: (expression, { column, from }) => `CAST(${expression} IN (SELECT ${column} FROM ${from}) AS Bool)`,
};
