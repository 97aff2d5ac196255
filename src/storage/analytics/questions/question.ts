/** The shape of a graph: its figures by name, each an aggregate in SQL over the rows of a window or of a bucket of it. */
import type { Words } from '../../ports/log/words.ts';

type Aggregates = (words: Words) => Readonly<Record<string, string>>;

export interface GraphQuestion {
  /** What is 0 where there are no rows. */
  counts: Aggregates;
  /** What has no value where there are no rows: averages, quantiles, shares. */
  measures: Aggregates;
}
