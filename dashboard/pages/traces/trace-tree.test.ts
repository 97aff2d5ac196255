import { expect, it } from 'vitest';
import type { LogRow } from '../../api/queries/logs.ts';
import { spanOf, toTraceRows } from './trace-tree.ts';

const row = (span: string, parent: string | null = null, at = 0) =>
  ({
    id: span,
    span_id: span,
    parent_span_id: parent,
    created_at: new Date(at).toISOString(),
    response_time: 5,
  }) as LogRow;
const shape = (rows: readonly LogRow[]) => toTraceRows(rows).map(({ row: { id }, depth }) => `${id} ${depth}`);

it('a request stands under the span that it names, and one whose parent came from elsewhere at the top', () => {
  expect(shape([row('a'), row('b', 'a'), row('c', 'elsewhere'), row('d', 'b')])).toEqual(['a 0', 'b 1', 'd 2', 'c 0']);
});

it('spans in a circle, its own parent, and two requests of one span lose no request', () => {
  expect(shape([row('x', 'y'), row('y', 'x'), row('self', 'self'), row('self')]).length).toBe(4);
});

it('a trace lasts from the first beginning to the last end', () => {
  expect(spanOf([row('a', null, 100), row('b', null, 50)])).toEqual({ from: 50, to: 105 });
});
