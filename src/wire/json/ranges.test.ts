import fc from 'fast-check';
import { expect, it } from 'vitest';
import { elementsOf } from './scan.ts';

const texts = fc.array(fc.constantFrom('1', '"a,b"', '[1, 2]', '{"a": [" "]}'), { maxLength: 10_000 });
const gaps = fc.constantFrom(',', ', ', ' ,', '\n,\t');

it('reports where each element begins and ends, by index and in order, whatever stands between them', () => {
  fc.assert(
    fc.property(texts, gaps, (elements, gap) => {
      const bytes = Buffer.from(`[ ${elements.join(gap)} ]`);
      const ranges = elementsOf(bytes, 0);
      expect(ranges.map(({ start, end }) => bytes.toString('utf8', start, end))).toEqual(elements);
      expect(Array.from({ length: ranges.length }, (_, index) => ranges.at(index))).toEqual([...ranges]);
    }),
    { numRuns: 30 },
  );
});

it('has nothing outside of its ends', () => {
  const ranges = elementsOf(Buffer.from('[1,2]'), 0);
  expect([ranges.at(2), ranges.at(-3), ranges.at(-1)]).toEqual([undefined, undefined, { start: 3, end: 4 }]);
});

it('takes less memory than the text, however many elements there are', () => {
  const bytes = Buffer.from(`[${'1,'.repeat(4_000_000)}1]`);
  const before = process.memoryUsage();
  const ranges = elementsOf(bytes, 0);
  const after = process.memoryUsage();
  expect(ranges.length).toBe(4_000_001);
  const taken = after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed;
  expect(taken).toBeLessThan(bytes.length * 3);
});
