import { expect, it } from 'vitest';
import type { LogRow } from '../../ports/log.ts';
import { exampleRow } from '../../ports/log.suite.ts';
import { readNewestFirst, type Slice } from './newest-first.ts';

const HOUR_MS = 3_600_000;
const NEWEST = 1_790_000_000_000;

/** Rows of these ages in hours, and the slices that were asked for. */
async function read(ages: readonly number[], limit: number): Promise<{ found: number[]; asked: Slice[] }> {
  const all = ages.map((age): LogRow => exampleRow({ id: `r${age}`, created_at: NEWEST - age * HOUR_MS }));
  const asked: Slice[] = [];
  const rows = await readNewestFirst({ newest: NEWEST, limit }, (slice, most) => {
    asked.push(slice);
    return Promise.resolve(all.filter(({ created_at: at }) => at > slice.after && at <= slice.until).slice(0, most));
  });
  return { found: rows.map(({ created_at: at }) => (NEWEST - at) / HOUR_MS), asked };
}

it('looks no further back than it must', async () => {
  expect(await read([0, 1, 2, 900], 3)).toMatchObject({ found: [0, 1, 2], asked: [{ until: NEWEST }] });
});

it('finds a row at the border of two slices once, and the oldest of all', async () => {
  const { found, asked } = await read([5, 6, 48, 384, 10_000], 9);
  expect(found).toEqual([5, 6, 48, 384, 10_000]);
  expect(asked.map(({ after }) => (NEWEST - after) / HOUR_MS)).toEqual([6, 48, 384, Infinity]);
});
