import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { hashInSlices } from './hash-slices.ts';

it('a hash in slices is that of the whole, and a large text gives others their turn', () => {
  const pieces = [Buffer.from('begin'), Buffer.alloc(0), Buffer.alloc(9 * 1024 * 1024, 'x'), Buffer.from('end')];
  const slices = hashInSlices(pieces, 'hex');
  let pauses = 0;
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) {
      expect(value).toBe(createHash('sha256').update(Buffer.concat(pieces)).digest('hex'));
      break;
    }
    pauses += 1;
  }
  expect(pauses).toBe(4);
});
