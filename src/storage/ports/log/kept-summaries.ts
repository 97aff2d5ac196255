/** What is summed up at a moment, asked of the engine that keeps it. */
import type { KeptSummaries, LogQueries } from './queries.ts';

export function readSummaries(kept: KeptSummaries, run: LogQueries['run']): LogQueries['summaries'] {
  return async (reading) => {
    if (kept.state === null) return { asOf: Infinity, summaries: kept.from([]) };
    const { asOf, rows } = await run(kept.state, reading);
    return { asOf, summaries: kept.from(rows) };
  };
}
