/** Hours of rows, read out of their lines. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { exampleRow } from '../ports/log.suite.ts';
import { segmentHours } from './segment-hours.ts';

const HOUR_MS = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'tollgate-segment-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HOURS = [12, 400_000, 497_123, 497_124, 497_900];

it.each([1024 * 1024, 4096, 100, 67])('each row’s hour is found, by pieces of %i bytes', (chunkBytes) => {
  const path = join(folder, `${chunkBytes}.jsonl`);
  const rows = HOURS.map((hour, index) =>
    exampleRow({ id: `${index}`, created_at: hour * HOUR_MS + 7, metadata: { text: '"created_at":99' } }),
  );
  writeFileSync(path, `${rows.map((row) => JSON.stringify(row)).join('\n')}\n{"created_at":`);
  expect([...segmentHours(path, chunkBytes)]).toEqual(expect.arrayContaining(HOURS));
});

it('an empty segment has none', () => {
  const path = join(folder, 'empty.jsonl');
  writeFileSync(path, '');
  expect(segmentHours(path).size).toBe(0);
});
