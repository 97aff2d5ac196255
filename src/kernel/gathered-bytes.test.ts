import { expect, it, vi } from 'vitest';
import { GatheredBytes } from './gathered-bytes.ts';

const PIECES = ['a'.repeat(20_000), 'b', 'c'.repeat(30_000)];
const WHOLE = PIECES.join('');

it.each([
  ['that was told', WHOLE.length],
  ['that was not told', 0],
  ['that was told too short', 20_500],
  ['that was told too long', 90_000],
])('come out as they went in, with a length %s', (_, length) => {
  const gathered = new GatheredBytes(length);
  for (const piece of PIECES) gathered.push(Buffer.from(piece));
  expect(gathered.size).toBe(WHOLE.length);
  expect(gathered.take().toString()).toBe(WHOLE);
});

it('are the very chunk where only one came, and nothing where none did', () => {
  const gathered = new GatheredBytes(0);
  expect(gathered.take()).toHaveLength(0);
  const chunk = Buffer.from('x');
  gathered.push(chunk);
  expect(gathered.take()).toBe(chunk);
});

it('of a length that was not told are not joined when they are taken: 30 MB would hold the event loop for one turn', () => {
  const gathered = new GatheredBytes(0);
  const chunk = Buffer.alloc(64 * 1024, 'x');
  for (let index = 0; index < 100; index += 1) gathered.push(chunk);
  const concat = vi.spyOn(Buffer, 'concat');
  const whole = gathered.take();
  expect(concat).not.toHaveBeenCalled();
  concat.mockRestore();
  expect(whole.equals(Buffer.alloc(6400 * 1024, 'x'))).toBe(true);
});
