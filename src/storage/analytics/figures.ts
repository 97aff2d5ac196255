/** Figures, and the values of the rows that an engine answers with. */
import type { Figures } from '../ports/analytics.ts';
import type { LogQueryRow } from '../ports/log/queries.ts';
import type { AsOf } from '../ports/log/reader.ts';

/** Some of a question's figures, by the start of the bucket; of the whole window by null. */
export type Part = AsOf & { figures: ReadonlyMap<number | null, Figures> };

export function figureIn(row: LogQueryRow, name: string): number | null {
  const value = row[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function textIn(row: LogQueryRow, name: string): string | null {
  const value = row[name];
  return typeof value === 'string' ? value : null;
}
