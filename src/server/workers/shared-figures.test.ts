import { expect, it } from 'vitest';
import type { Collected } from '../../observe/exposition.ts';
import { addUp } from './shared-figures.ts';

const family = (name: string, type: Collected['type'], series: Collected['series']): Collected => ({
  name,
  help: 'of a test',
  type,
  series,
});

it('adds up what workers counted, series by series, and keeps what only one of them has', () => {
  const one = family('tollgate_requests_total', 'counter', [
    { labels: { status: '200' }, value: 5 },
    { labels: { status: '500' }, value: 1 },
  ]);
  const two = family('tollgate_requests_total', 'counter', [
    { labels: { status: '200' }, value: 7 },
    { labels: { status: '429' }, value: 2 },
  ]);
  expect(addUp([[one], [two]])[0]?.series).toEqual([
    { labels: { status: '200' }, value: 12 },
    { labels: { status: '500' }, value: 1 },
    { labels: { status: '429' }, value: 2 },
  ]);
});

it('adds up histograms bucket by bucket', () => {
  const of = (counts: number[], value: number): Collected => ({
    ...family('seconds', 'histogram', [{ labels: {}, value, counts, count: counts.at(-1) ?? 0 }]),
    bounds: [1, 2],
  });
  expect(addUp([[of([1, 3], 4)], [of([2, 2], 1.5)]])[0]).toMatchObject({
    bounds: [1, 2],
    series: [{ value: 5.5, counts: [3, 5], count: 5 }],
  });
});

it('takes the largest of what cannot be added: a lag, a trouble', () => {
  const lag = (value: number): Collected =>
    family('node_nodejs_eventloop_lag_p99_seconds', 'gauge', [{ labels: {}, value }]);
  expect(addUp([[lag(0.2)], [lag(0.1)]])[0]?.series).toEqual([{ labels: {}, value: 0.2 }]);
});
