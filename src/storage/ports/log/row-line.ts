/** A row of the log as one line of the journal. */
import type { LogRow } from '../log.ts';
import { boundRow } from './bound-row.ts';

/**
 * JSON without its newline; every column is within its bound. A text with half of a surrogate pair is no JSON to DuckDB:
 * JSON.stringify writes the half as `\udXXX` and nothing else so, and U+FFFD takes its place.
 */
export function lineOfRow(row: LogRow): string {
  const line = JSON.stringify(boundRow(row));
  if (!line.includes('\\ud')) return line;
  return line.replace(/\\(?:ud[0-9a-f]{3}|.)/g, (escape) => (escape.startsWith('\\ud') ? '\\ufffd' : escape));
}
