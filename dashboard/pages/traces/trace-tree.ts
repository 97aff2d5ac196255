/** The requests of a trace in the order of a tree: each under the span that it names as its parent. Pure. */
import type { LogRow } from '../../api/queries/logs.ts';

export interface TraceRow {
  row: LogRow;
  /** 0 for a request whose parent is not in the trace. */
  depth: number;
}

/** `rows` oldest first. Spans that name each other in a circle lose no request: they stand at the top. */
export function toTraceRows(rows: readonly LogRow[]): TraceRow[] {
  const spans = new Set(rows.map(({ span_id: span }) => span));
  const under = new Map<string | null, LogRow[]>();
  for (const row of rows) {
    const { parent_span_id: parent, span_id: own } = row;
    const at = parent !== null && parent !== own && spans.has(parent) ? parent : null;
    under.set(at, [...(under.get(at) ?? []), row]);
  }
  const placed = new Set<LogRow>();
  const placeUnder = (parent: string | null, depth: number): TraceRow[] =>
    (under.get(parent) ?? []).flatMap((row) => place(row, depth));
  const place = (row: LogRow, depth: number): TraceRow[] => {
    if (placed.has(row)) return [];
    placed.add(row);
    return [{ row, depth }, ...placeUnder(row.span_id, depth + 1)];
  };
  return [...placeUnder(null, 0), ...rows.flatMap((row) => place(row, 0))];
}

/** ms since the epoch: when the first began and the last ended. */
export function spanOf(rows: readonly LogRow[]): { from: number; to: number } {
  let [from, to] = [Infinity, 0];
  for (const { created_at: at, response_time: ms } of rows) {
    const began = Date.parse(at);
    from = Math.min(from, began);
    to = Math.max(to, began + ms);
  }
  return { from, to };
}
