/** A backlog must not push everybody else out of the database that it goes to. */
import { expect, it } from 'vitest';
import { manualClock } from '../../../testkit/manual-clock.ts';
import { pacedSink } from './paced-sink.ts';

/** Segments of so many rows each (null = the sink had it already), taken one after the other, `tookMs` each: when each began, ms. */
async function beginnings(rows: readonly (number | null)[], { tookMs, pauseMs }: { tookMs: number; pauseMs: number }) {
  const clock = manualClock();
  const begun: number[] = [];
  const sink = pacedSink(
    {
      position: () => Promise.resolve(0),
      take({ number }) {
        begun.push(clock.elapsed());
        clock.advance(tookMs);
        return Promise.resolve(rows[number] ?? null);
      },
      rest: () => Promise.resolve(),
    },
    { rowsPerSecond: 1000, wait: (ms) => Promise.resolve(clock.advance(ms)) },
    clock,
  );
  for (const number of rows.keys()) {
    await sink.take({ number, path: '' });
    clock.advance(pauseMs);
  }
  return begun;
}

it('takes a backlog no faster than it is told to', async () => {
  expect(await beginnings([500, 500, 2000, 1], { tookMs: 10, pauseMs: 0 })).toEqual([0, 500, 1000, 3000]);
});

it('does not make rows wait that come slower than that, nor save up the time in which none came', async () => {
  const begun = await beginnings([500, 500, 2000, 1], { tookMs: 10, pauseMs: 1000 });
  expect(begun).toEqual([0, 1010, 2020, 4020]);
});

it('does not wait for a sink that is slower than that, or had the segment already', async () => {
  expect(await beginnings([100, 100, 100], { tookMs: 300, pauseMs: 0 })).toEqual([0, 300, 600]);
  expect(await beginnings([null, null, 500, 1], { tookMs: 10, pauseMs: 0 })).toEqual([0, 10, 20, 520]);
});
